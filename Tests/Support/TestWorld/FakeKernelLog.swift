internal import Sharing

/// A made-up machine's kernel log: what `/dev/kmsg` gives there.
package final class FakeKernelLog: Sendable {
  private let state = Guarded<(uptime: Double, records: [[UInt8]])>((0, []))

  init(uptime: Double) { self.uptime = uptime }

  /// The log's clock: seconds since boot.
  package var uptime: Double {
    get { state.withLock { $0.uptime } }
    set { state.withLock { $0.uptime = newValue } }
  }

  /// Writes a message.
  ///
  /// - Parameters:
  ///   - text: the message.
  ///   - secondsAgo: when it was written, which is now unless something else is said.
  ///   - priority: who wrote it and how severe it is; below 8 is the kernel.
  package func write(_ text: String, secondsAgo: Double = 0, priority: Int = 3) {
    state.withLock { state in
      let time = UInt64(max(0, state.uptime - secondsAgo) * 1e6)
      state.records.append(Array("\(priority),\(state.records.count),\(time),-;\(text)\n".utf8))
    }
  }

  /// What was not taken before, oldest first.
  package func take() -> [[UInt8]] {
    state.withLock { state in
      defer { state.records = [] }
      return state.records
    }
  }
}
