public import Metrics

/// A time zone as the offsets that hold from certain moments on, so that every frame is a function of its input.
public struct Zone: Hashable, Sendable {
  /// An offset and the moment from which it holds.
  public struct Transition: Hashable, Sendable {
    /// The first moment of the offset.
    public var from: Timestamp
    /// Seconds east of Greenwich.
    public var offset: Int
    /// The name of the offset, `CET`; `Z` for UTC.
    public var name: String

    /// An offset that holds from `from` on.
    public init(from: Timestamp, offset: Int, name: String) {
      self.from = from
      self.offset = offset
      self.name = name
    }
  }

  /// The offsets, oldest first; the first also holds before it.
  public var transitions: [Transition]

  /// The zone with these offsets, oldest first; UTC where there are none.
  public init(_ transitions: [Transition]) {
    self.transitions = transitions.isEmpty ? Zone.utc.transitions : transitions
  }

  /// The zone with one offset.
  public init(offset: Int, name: String) {
    transitions = [
      Transition(from: Timestamp(milliseconds: .min), offset: offset, name: name)
    ]
  }

  /// Coordinated universal time.
  public static let utc = Zone(offset: 0, name: "Z")

  /// What holds at `moment`.
  public func transition(at moment: Timestamp) -> Transition {
    transitions.last { $0.from <= moment } ?? transitions[0]
  }
}
