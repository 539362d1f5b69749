import Foundation
import TestTerminal
import TestWorld
import Testing

/// The program as it ships, named by RINGSIDE_BINARY; `make test` always names it.
enum ShippedProgram {
  /// Its file; `nil` where the variable is not set.
  static let path = ProcessInfo.processInfo.environment["RINGSIDE_BINARY"]

  /// The trait of every suite that needs it.
  static let isNamed: ConditionTrait = .enabled(
    if: path != nil, "RINGSIDE_BINARY names no program; 'make test' builds one and names it")

  /// What a program without a terminal did.
  struct Run: Equatable {
    var status: Int32
    var output: String
    var diagnosis: String
  }

  /// The environment of a run: nothing of the developer's own gets in.
  static func environment(_ changes: [String: String] = [:]) -> [String: String] {
    [
      "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": "/usr/bin:/bin",
      "HOME": "/nonexistent", "SWIFT_BACKTRACE": "interactive=no,color=no",
    ].merging(changes) { _, new in new }
  }

  /// Starts it with job control in a shell, which says STOPPED when the program has stopped and brings it back for a line.
  static func underShell(_ host: LiveHost, _ options: [String] = []) throws -> PtyProgram {
    let words = (["\"$RINGSIDE\" --no-store"] + options + host.arguments).joined(separator: " ")
    return try PtyProgram(
      "/bin/sh", ["-mc", words + "; echo STOPPED; read go; fg"],
      environment: environment(["RINGSIDE": try #require(path)]), columns: 100, rows: 30,
      isTitle: { $0.contains(hostName) })
  }

  /// Runs it to its end without a terminal; output goes to files, so that no full pipe holds it up.
  static func run(_ arguments: [String], environment changes: [String: String] = [:]) throws -> Run
  {
    let process = Process()
    process.executableURL = URL(filePath: try #require(path))
    process.arguments = arguments
    process.environment = environment(changes)
    process.standardInput = FileHandle.nullDevice
    let folder = FileManager.default.temporaryDirectory.appending(path: "ringside-run-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["output", "diagnosis"].map { folder.appending(path: $0) }
    for file in files { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
    #expect(process.terminationReason == .exit, "\(arguments) crashed: \(texts[1])")
    return Run(status: process.terminationStatus, output: texts[0], diagnosis: texts[1])
  }
}
