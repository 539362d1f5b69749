import CTrace
import Glibc
import Metrics
import TimeSeries

/// A program that appends a plan's samples to an arena and says after each append what it appended, until it is killed.
///
/// Its arguments: the file, the bound of the ring in bytes, slots, and the round before whose appends it stops for its
/// tracer, -1 for none.
public struct ArenaWriter {
  /// The bytes of one report: the series' slot, the round, the bits of the value; each in eight bytes.
  static let reportBytes = 24

  private let plan: SamplePlan
  private let writers: [RingWriter]
  private let stop: Int

  /// Appends for ever; returns where the arguments are no good.
  public static func run(_ arguments: [String]) {
    guard arguments.count == 4, let bound = Int(arguments[1]), let slots = Int(arguments[2]),
      let stop = Int(arguments[3])
    else { return }
    let layout = ArenaLayout(byteBound: bound)
    guard let arena = MappedArena.map(arguments[0], writing: layout.byteCount) else { return }
    let ring = Ring(
      arena: arena, layout: layout, beginning: Timestamp(milliseconds: SamplePlan.start - 1))
    let writer = ArenaWriter(
      plan: SamplePlan(slots: slots), writers: (0..<4).map { _ in ring.makeWriter() }, stop: stop)
    // A plan of a million rounds has times that are no more than years ahead.
    for round in 0..<1_000_000 { writer.append(round) }
  }

  private func append(_ round: Int) {
    for share in 0..<4 {
      let batch = plan.batch(share, round)
      var reports: [UInt64] = []
      for slot in stride(from: share, to: plan.slots, by: 4) {
        guard let value = plan.value(slot, round) else { continue }
        reports += [UInt64(slot), UInt64(round), value.bitPattern]
      }
      // Each of the four appends of a round may be the one that is stepped through.
      if round == stop, share == stop % 4 { ctrace_stop() }
      let result = writers[share].append(batch)
      guard result.appended == reports.count / 3 else { continue }
      reports.withUnsafeBytes { bytes in
        var start = 0
        while start < bytes.count {
          let count = write(1, bytes.baseAddress?.advanced(by: start), bytes.count - start)
          guard count > 0 else { exit(0) }
          start += count
        }
      }
    }
  }
}
