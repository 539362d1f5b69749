public import Documents
internal import Metrics

/// Something that is wrong with a rule file.
public struct RuleProblem: Hashable, Sendable, CustomStringConvertible {
  /// How grave it is.
  public enum Severity: Hashable, Sendable {
    /// The file cannot be used.
    case error
    /// The file can be used and is probably not what its author meant.
    case warning
  }

  /// The file's name.
  public var file: String
  /// Where in the file.
  public var position: Position
  /// How grave it is.
  public var severity: Severity
  /// What was found, and what was expected.
  public var message: String
  /// The line of the file concerned.
  public var line: String

  /// One line: `rules/node.yaml:14:9: unknown key 'exprs'; expected …`.
  public var description: String { "\(file):\(position): \(message)" }

  /// Three lines: the description, the line of the file, and a caret below the place.
  public var rendered: String {
    let before = line.unicodeScalars.prefix(position.column - 1)
    let indent = String(before.map { $0 == "\t" ? Character("\t") : " " })
    return "\(description)\n\(line)\n\(indent)^"
  }
}
