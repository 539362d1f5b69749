internal import Exposition
internal import Metrics
internal import TestWorld

extension Workload {
  /// A known target's page of 1,000 series: parsed, looked up, not yet appended.
  static let parse = Workload(name: "parse", unit: "sample", bar: "250 ns", repetitions: 50) {
    let page = MadeUpPage(count: 1000)
    let pages = (0..<8).map { page.bytes(page: $0) }
    var reader = PageReader()
    var slots = SlotAllocator()
    var round = 0
    return {
      round += 1
      var batch = SampleBatch(
        origin: .target("bench"), timestamp: Timestamp(milliseconds: Int64(round) * 5000))
      slots.startRound()
      let bytes = pages[round % pages.count]
      let counts = try reader.read(
        bytes.span, .prometheus, into: &batch, slots: &slots, identity: { $0 })
      return counts.kept
    }
  }
}
