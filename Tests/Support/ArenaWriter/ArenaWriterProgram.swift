import TestArena

/// The writer that kill rounds start and kill.
@main struct ArenaWriterProgram {
  static func main() { ArenaWriter.run(Array(CommandLine.arguments.dropFirst())) }
}
