/// Something that is wrong with a file of the user's.
public struct DocumentProblem: Hashable, Sendable, CustomStringConvertible {
  /// How grave it is.
  public enum Severity: Hashable, Sendable {
    /// The file cannot be used.
    case error
    /// The file can be used and does not do all that it says.
    case warning
  }

  /// The file's name.
  public var file: String
  /// Where in the file.
  public var position: Position
  /// How grave it is.
  public var severity: Severity
  /// What was found, and what was expected or happens instead.
  public var message: String
  /// The line of the file concerned; empty where it is not known.
  public var line: String

  /// A problem at a place of a file.
  ///
  /// - Parameters:
  ///   - file: the file's name.
  ///   - position: where in the file.
  ///   - severity: how grave it is.
  ///   - message: what was found, and what was expected or happens instead.
  ///   - line: the line of the file concerned.
  public init(
    file: String, position: Position, severity: Severity, message: String, line: String = ""
  ) {
    self.file = file
    self.position = position
    self.severity = severity
    self.message = message
    self.line = line
  }

  /// One line: `prometheus.yml:14:9: unknown key 'targts'; expected …`.
  public var description: String { "\(file):\(position): \(message)" }

  /// Three lines: the description, the line of the file, and a caret below the place; one where the line is not known.
  public var rendered: String {
    guard !line.isEmpty else { return description }
    let before = line.unicodeScalars.prefix(position.column - 1)
    let indent = String(before.map { $0 == "\t" ? Character("\t") : " " })
    return "\(description)\n\(line)\n\(indent)^"
  }
}
