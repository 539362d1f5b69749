public import Metrics

/// Which of many targets are to be scraped.
public enum TargetChoice: Hashable, Sendable {
  /// All of them.
  case all
  /// Those that a line of words keeps, as it would filter the view of targets.
  case matching(String)
  /// None.
  case none

  /// Whether a target is among them.
  ///
  /// - Parameters:
  ///   - url: its address.
  ///   - labels: the labels of its series.
  /// - Returns: whether it is.
  public func takes(url: String, labels: Labels) -> Bool {
    switch self {
    case .all: true
    case .none: false
    case .matching(let line):
      RowFilter(line).keeps {
        ([url] + labels.map { $0.value.text }).joined(separator: " ")
      } field: {
        labels[ByteString($0)]?.text
      }
    }
  }
}
