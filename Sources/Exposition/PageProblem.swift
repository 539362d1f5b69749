/// Something wrong with a page of metrics, and where.
public struct PageProblem: Hashable, Sendable, CustomStringConvertible {
  /// How bad it is.
  public enum Kind: Sendable, Hashable {
    /// The format forbids it.
    case error
    /// It can be read and is against Prometheus's best practices.
    case advice
  }

  /// How bad it is.
  public var kind: Kind
  /// The line, counted from 1.
  public var line: Int
  /// The byte within the line, counted from 1.
  public var column: Int
  /// What it is; what was expected.
  public var what: String

  /// `line:column: what`.
  public var description: String { "\(line):\(column): \(what)" }

  /// `source:line:column: what`.
  public func rendered(source: String) -> String { "\(source):\(description)" }
}

/// Collects the problems of a page whose lines are checked from first to last.
struct ProblemList {
  /// More than these help nobody.
  static let most = 200

  private(set) var problems: [PageProblem] = []
  private var line = 1
  private var lineStart = 0
  private var counted = 0

  var isFull: Bool { problems.count >= ProblemList.most }

  /// Adds a problem at a byte, which mostly lies in the line last announced.
  mutating func add(
    _ what: String, at offset: Int, in bytes: Span<UInt8>, _ kind: PageProblem.Kind = .error
  ) {
    let isBehind = offset >= lineStart
    var line = isBehind ? line : 1
    var start = isBehind ? lineStart : 0
    for index in start..<min(offset, bytes.count) where bytes[index] == Byte.newline {
      line += 1
      start = index + 1
    }
    add(PageProblem(kind: kind, line: line, column: offset - start + 1, what: what))
  }

  mutating func add(_ error: ExpositionError) {
    add(PageProblem(kind: .error, line: error.line, column: error.column, what: error.reason))
  }

  /// Adds what another walk over the page found.
  mutating func append(_ other: ProblemList) {
    for problem in other.problems { add(problem) }
  }

  private mutating func add(_ problem: PageProblem) {
    if !isFull { problems.append(problem) }
  }

  /// Announces that the bytes before `offset` have been checked.
  mutating func advance(to offset: Int, in bytes: Span<UInt8>) {
    while counted < offset {
      if bytes[counted] == Byte.newline {
        line += 1
        lineStart = counted + 1
      }
      counted += 1
    }
  }
}
