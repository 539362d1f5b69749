internal import Metrics
struct ProcessCollector {
  init(_ options: HostOptions) {}
  mutating func collect(_ round: HostRound, _ slots: inout SlotAllocator) -> SampleBatch { SampleBatch(origin: .processes, timestamp: round.timestamp) }
}
