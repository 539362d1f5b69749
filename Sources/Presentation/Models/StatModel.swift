/// The newest value of some series as large numbers side by side.
public struct StatModel: Hashable, Sendable {
  /// The numbers, in the order of their labels.
  public var values: [StatValue]
  /// What stands in the place of numbers where there are none; `nil` where there are some.
  public var message: TextLine?

  /// Some numbers.
  public init(_ values: [StatValue], message: TextLine? = nil) {
    self.values = values
    self.message = message
  }
}

/// One large number.
public struct StatValue: Hashable, Sendable {
  /// Who it is, from frame to frame.
  public var key: RowKey
  /// What it is called; empty where the panel's title says it.
  public var name: DisplayText
  /// The digits: `2.1`; `–` where the value is not known.
  public var number: DisplayText
  /// What follows the digits: `GiB`; empty for a plain number.
  public var unit: DisplayText
  /// What it means by the thresholds.
  public var tone: Tone
  /// Its course over the window; `nil` where none is wanted or known.
  public var course: Sparkline?

  /// A number of `unit`'s kind.
  ///
  /// - Parameters:
  ///   - key: who it is, from frame to frame.
  ///   - name: what it is called.
  ///   - value: the value; `nil` where it is not known.
  ///   - unit: what it counts.
  ///   - tone: what it means.
  ///   - course: its course over the window.
  public init(
    key: RowKey, name: DisplayText, value: Double?, unit: Unit, tone: Tone = .plain,
    course: Sparkline? = nil
  ) {
    self.key = key
    self.name = name
    self.course = course
    let (number, rest) = StatValue.split(unit.text(value))
    self.number = DisplayText(number)
    self.unit = DisplayText(rest)
    self.tone = value.map { $0.isNaN } ?? true ? .muted : tone
  }

  /// The digits and what follows them; all of it is digits where digits come again, as in `1h47m`.
  static func split(_ text: String) -> (number: String, unit: String) {
    let number = text.prefix { $0.isNumber || ".-–∞<".contains($0) }
    let rest = text.dropFirst(number.count).drop { $0 == " " }
    guard !rest.contains(where: \.isNumber) else { return (text, "") }
    return (String(number), String(rest))
  }
}
