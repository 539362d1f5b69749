/// How often the bell has rung and has not, for `ringside_bell_rings_total` and `ringside_bell_withheld_total`.
public struct BellCounts: Hashable, Sendable {
  /// Rings by reason: `start`, `firing`, `newcomer`, `reminder`, `recovery`, `storm`.
  public private(set) var rings: [String: Int] = [:]
  /// Alerts that did not ring, by reason.
  public private(set) var withheld: [WithholdReason: Int] = [:]

  /// Nothing counted yet.
  public init() {}

  /// All rings.
  public var rung: Int { rings.values.reduce(0, +) }

  mutating func add(_ action: BellAction) {
    switch action {
    case .ring(let reason, _): rings[reason.label, default: 0] += 1
    case .withhold(let reason, let alerts): withheld[reason, default: 0] += alerts.count
    }
  }
}
