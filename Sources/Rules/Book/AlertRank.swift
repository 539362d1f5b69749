public import Metrics

/// How much an alert matters; it decides what rings, not the word in its label.
public enum AlertRank: Int, Hashable, Sendable, CaseIterable, Comparable {
  /// Someone should act now; also what has no severity label or an unknown word in it.
  case first = 1
  /// Someone should act in working hours.
  case second = 2
  /// Worth knowing.
  case third = 3

  /// The rank that a `severity` label stands for; the first where the label is missing or its word unknown.
  ///
  /// - Parameters:
  ///   - severity: the label's value; upper and lower case are the same.
  ///   - words: what a person's own words mean, in lower case; they come before the usual ones.
  public init(severity: ByteString?, words: [ByteString: AlertRank] = [:]) {
    let word = severity.map { ByteString($0.text.lowercased()) }
    self = word.flatMap { words[$0] ?? AlertRank.ofWord[$0] } ?? .first
  }

  /// The first rank is the smallest.
  public static func < (left: AlertRank, right: AlertRank) -> Bool {
    left.rawValue < right.rawValue
  }

  private static let ofWord: [ByteString: AlertRank] = [
    "critical": .first, "page": .first, "emergency": .first, "fatal": .first, "error": .first,
    "high": .first, "major": .first, "sev1": .first, "p1": .first, "1": .first,
    "warning": .second, "warn": .second, "minor": .second, "ticket": .second, "medium": .second,
    "sev2": .second, "p2": .second, "2": .second,
    "info": .third, "information": .third, "informational": .third, "notice": .third,
    "low": .third, "none": .third, "debug": .third, "sev3": .third, "p3": .third, "3": .third,
  ]
}
