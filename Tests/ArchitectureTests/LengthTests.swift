import Foundation
import Testing

/// How long files and functions may be.
@Suite struct LengthTests {
  private static let sources = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources")

  /// A function of a file, in the layout that swift-format gives every file.
  struct Function: Equatable {
    var declaration: String
    var lines: Int
  }

  private static func files(in folder: URL) throws -> [(name: String, lines: [String])] {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return try (files?.allObjects ?? []).compactMap { $0 as? URL }
      .filter { $0.pathExtension == "swift" }
      .map { file in
        let text = try String(contentsOf: file, encoding: .utf8)
        return (
          file.lastPathComponent,
          text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        )
      }
  }

  /// The functions, initialisers and computed properties that end in a brace below their first letter.
  static func functions(_ lines: [String]) throws -> [Function] {
    let opening =
      /^ *(@\w+(\([^)]*\))? |[a-z]+(\(set\))? )*(func |init[?(<]|subscript\(|var \w+: .*\{$|deinit)/
    return lines.indices.compactMap { start in
      guard lines[start].contains(opening) else { return nil }
      let indent = lines[start].prefix { $0 == " " }
      let end = lines[start...].dropFirst().firstIndex { line in
        line == indent + "}" || (!line.isEmpty && line.prefix { $0 == " " }.count < indent.count)
      }
      guard let end, lines[end] == indent + "}" else { return nil }
      let isOneLine = lines[start].hasSuffix("}") && !lines[start].hasSuffix("{}")
      return isOneLine
        ? nil
        : Function(
          declaration: lines[start].trimmingCharacters(in: .whitespaces), lines: end - start + 1)
    }
  }

  @Test(arguments: ["PromQL", "PromQLSyntax"])
  func `no file of the language is longer than 400 lines`(room: String) throws {
    let files = try Self.files(in: Self.sources.appending(path: room))
    #expect(files.count > 20)
    for file in files {
      #expect(file.lines.count <= 401, "\(file.name) has \(file.lines.count - 1) lines")
    }
  }

  @Test func `no function is longer than 60 lines`() throws {
    var count = 0
    for file in try Self.files(in: Self.sources) {
      for function in try Self.functions(file.lines) {
        count += 1
        #expect(function.lines <= 60, "\(file.name): \(function.declaration)")
      }
    }
    #expect(count > 3000, "only \(count) functions were read")
  }

  @Test func `functions are measured from their first line to their brace`() throws {
    let text = """
      struct A {
        var b: Int { 1 }
        private(set) var c = 2
        init?(_ d: Int) {
          self.c = d
        }
        @inline(__always) private static func e(
          _ f: Int
        ) -> Int {
          if f > 0 {
            return f
          }
          return 0
        }
      }
      """
    let found = try Self.functions(text.split(separator: "\n").map(String.init))
    #expect(
      found == [
        Function(declaration: "init?(_ d: Int) {", lines: 3),
        Function(declaration: "@inline(__always) private static func e(", lines: 8),
      ])
  }
}
