internal import Glibc
internal import Metrics
internal import Presentation
internal import TerminalUI

/// Makes text and files of what is shown.
struct ViewWriter {
  /// The words after the program's name with which it was started.
  let arguments: [String]

  /// The frame, and below it how it is reached again.
  func text(_ display: Display, size: GridSize) -> String {
    var display = display
    let frame = display.frame(size).text
    let steps = display.session.steps(in: display.situation).map(\.text)
    let then = steps.isEmpty ? "" : "   then type  " + steps.joined(separator: "  and  ")
    return frame + "\n" + ([commandLine] + [then].filter { !$0.isEmpty }).joined(separator: "\n")
      + "\n"
  }

  /// Writes what is shown to a new file in the form that its ending names.
  ///
  /// - Parameters:
  ///   - display: what is shown.
  ///   - path: the file, which must not be there yet; `~/` at its start is the home folder.
  ///   - size: the size of the terminal.
  /// - Returns: what was written where, or what is wrong.
  func write(_ display: Display, to path: String, size: GridSize) -> String {
    let path = Self.expanded(path)
    let export = Export(display.screen, at: display.session.moment(in: display.situation))
    let content: String?
    switch ExportForm(path: path) {
    case .csv?: content = export.csv
    case .json?: content = export.json
    case .text?: content = text(display, size: size)
    case nil: return "\(path): expected a file name that ends in .csv, .json or .txt"
    }
    guard let content else {
      return "no table or chart is shown; a name that ends in .txt writes the screen"
    }
    if let problem = OutputFile.create(Array(content.utf8), at: path) { return problem }
    return "wrote \(content.utf8.count) bytes to \(Self.absolute(path))"
  }

  /// The longest beginning of whole lines, else of whole characters, that has at most so many bytes.
  static func prefix(_ text: String, bytes: Int) -> String {
    guard text.utf8.count > bytes else { return text }
    var part = text.utf8.prefix(bytes)
    if let end = part.lastIndex(of: UInt8(ascii: "\n")) { part = text.utf8[...end] }
    while String(part) == nil { part = part.dropLast() }
    return String(part) ?? ""
  }

  // MARK: - The command

  /// The command that started this program, quoted for a shell and without passwords.
  private var commandLine: String {
    (["ringside"] + arguments.map { Self.quoted(Self.withoutPassword($0)) }).joined(separator: " ")
  }

  /// An address without what stands before its `@`.
  static func withoutPassword(_ word: String) -> String {
    guard let scheme = word.firstRange(of: "://") else { return word }
    let rest = word[scheme.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard let sign = authority.lastIndex(of: "@") else { return word }
    return String(word[..<scheme.upperBound]) + String(rest[rest.index(after: sign)...])
  }

  private static func quoted(_ word: String) -> String {
    let text = DisplayText(word).text
    let isPlain =
      !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte & 0xdf)
          || "-_./:=,@%+".utf8.contains(byte)
      }
    guard !isPlain else { return text }
    return "'"
      + text.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }

  // MARK: - Paths

  /// The path with the home folder in the place of `~/`.
  static func expanded(_ path: String) -> String {
    guard path.hasPrefix("~/"), let home = Environment.value("HOME"), !home.isEmpty else {
      return path
    }
    return home + path.dropFirst()
  }

  /// The path from the root.
  ///
  /// The corresponding C function is `getcwd`.
  static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    return String(cString: folder) + "/" + path
  }
}
