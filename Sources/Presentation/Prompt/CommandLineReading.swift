/// The parts of a command line: its first word, and where what follows begins.
struct CommandLineReading {
  /// The first word; empty where nothing is typed.
  let word: String
  /// Whether the word is finished: a blank follows it.
  let isWordFinished: Bool
  /// What follows the word and its blanks.
  let rest: String
  /// The command that the word is; `nil` for an expression.
  let command: CommandWord?
  /// The expression in the line, and how many characters stand in front of it; `nil` where there is none.
  let expression: (text: String, start: Int)?

  init(_ line: String) {
    let blanks = line.prefix { $0 == " " }.count
    let text = line.dropFirst(blanks)
    let first = text.prefix { $0 != " " }
    let between = text.dropFirst(first.count).prefix { $0 == " " }.count
    word = String(first)
    isWordFinished = between > 0
    rest = String(text.dropFirst(first.count + between))
    command = CommandWord.named(word)
    switch command?.argument {
    case nil: expression = word.isEmpty ? nil : (String(text), blanks)
    case .expression?: expression = (rest, blanks + first.count + between)
    default: expression = nil
    }
  }
}
