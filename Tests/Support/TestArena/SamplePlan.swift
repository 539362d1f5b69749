public import Metrics

/// Which samples a writer appends, and with which values: all of it follows from numbers, so that a reader can tell what
/// was never appended.
///
/// There are so many slots; in each, one series follows another, and each ends with a staleness marker.
public struct SamplePlan: Sendable {
  /// When the first round is, in milliseconds since the epoch.
  public static let start: Int64 = 1_700_000_000_000
  /// How many series there are at a time.
  public let slots: Int

  /// A plan of so many series at a time.
  public init(slots: Int) { self.slots = slots }

  /// The time of a round; almost regular.
  public func time(_ round: Int) -> Int64 {
    SamplePlan.start + Int64(round) * 1000 + Int64(SamplePlan.mixed(round, 1) % 5)
  }

  /// The labels of a series.
  public func labels(_ number: Int) -> Labels {
    ["__name__": ByteString("a\(number % 4)"), "number": ByteString("\(number)")]
  }

  /// The class that pays for a slot, and its part of four.
  public static func origin(_ share: Int) -> SampleOrigin {
    switch share % 4 {
    case 0: .host
    case 1: .processes
    case 2: .target("one")
    default: .events
    }
  }

  /// The series of a slot in a round.
  public func series(_ slot: Int, _ round: Int) -> Int { round / life(slot) * slots + slot }

  /// Whether a series is declared in a round.
  func isFirst(_ slot: Int, _ round: Int) -> Bool { round % life(slot) == 0 }

  /// Whether a series ends in a round.
  func isLast(_ slot: Int, _ round: Int) -> Bool { round % life(slot) == life(slot) - 1 }

  /// The value that a series has in a round; `nil` where it has none.
  public func value(_ slot: Int, _ round: Int) -> Double? {
    let number = series(slot, round)
    if isLast(slot, round) { return .staleMarker }
    guard SamplePlan.mixed(number, round) % 8 != 0 else { return nil }
    let whole = Double(SamplePlan.mixed(number, round / 3) % 100_000)
    return number % 3 == 0 ? whole / 7 : whole
  }

  /// The value that a series has at a time; `nil` where nothing is appended then.
  public func value(of labels: Labels, at time: Int64) -> Double? {
    guard let number = labels["number"].flatMap({ Int($0.text) }), number >= 0,
      labels == self.labels(number)
    else { return nil }
    let round = Int((time - SamplePlan.start) / 1000)
    let slot = number % slots
    guard round >= 0, self.time(round) == time, series(slot, round) == number else { return nil }
    return value(slot, round)
  }

  /// The samples of every fourth slot in a round, from `share` on.
  public func batch(_ share: Int, _ round: Int) -> SampleBatch {
    var batch = SampleBatch(
      origin: SamplePlan.origin(share), timestamp: Timestamp(milliseconds: time(round)))
    for slot in stride(from: share, to: slots, by: 4) {
      let number = series(slot, round)
      let place = UInt32(slot / 4)
      if isFirst(slot, round) {
        batch.declarations.append(
          SeriesDeclaration(
            slot: place, labels: labels(number), family: ByteString("a\(number % 4)"),
            metadata: MetricMetadata(type: number % 2 == 0 ? .gauge : .counter, help: "Help.")))
      }
      if isLast(slot, round) {
        batch.ended.append(place)
      } else if let value = value(slot, round) {
        batch.append(value, slot: place)
      }
    }
    return batch
  }

  private func life(_ slot: Int) -> Int { 20 + Int(SamplePlan.mixed(slot, 7) % 50) }

  private static func mixed(_ one: Int, _ other: Int) -> UInt64 {
    var word = UInt64(bitPattern: Int64(one)) &* 0x9e37_79b9_7f4a_7c15
    word ^= UInt64(bitPattern: Int64(other)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 30)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}
