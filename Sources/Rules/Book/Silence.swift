public import Metrics

/// A promise that nobody is told of the alerts it matches until a time.
public struct Silence: Hashable, Sendable {
  /// What an alert's labels must satisfy, all of it.
  public var matchers: [LabelMatcher]
  /// From when it holds.
  public var from: Timestamp
  /// When it runs out.
  public var until: Timestamp
  /// Who asked for it.
  public var by: ByteString

  /// A silence of the alerts that `matchers` match.
  ///
  /// - Parameters:
  ///   - matchers: what an alert's labels must satisfy; without any, nothing is silenced.
  ///   - from: from when it holds.
  ///   - until: when it runs out.
  ///   - by: who asked for it.
  public init(matchers: [LabelMatcher], from: Timestamp, until: Timestamp, by: ByteString) {
    self.matchers = matchers
    self.from = from
    self.until = until
    self.by = by
  }

  /// Whether it covers an alert with these labels at a moment.
  public func covers(_ labels: Labels, at moment: Timestamp) -> Bool {
    guard !matchers.isEmpty, from <= moment, moment < until else { return false }
    return matchers.allSatisfy { $0.matches(labels) }
  }
}
