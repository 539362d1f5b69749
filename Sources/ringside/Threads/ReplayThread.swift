internal import Metrics
internal import Presentation
internal import TimeSeries

/// The `follow` thread of a recording: looks at what its writer adds, so that its end moves.
struct ReplayThread: Sendable {
  let follower: RecordingFollower
  let exchange: Exchange

  /// How often it looks.
  private static let interval = Duration.seconds(1)

  /// Looks until the exchange says stop.
  func run() {
    var writer = exchange.recording?.writer
    var problem: String?
    while !exchange.isStopping {
      do throws(RingFileError) {
        if let recording = try follower.look() { publish(recording.facts, before: &writer) }
        problem = nil
      } catch {
        let words = "the recording cannot be read on: \(error)"
        if words != problem { exchange.publish { $0.notices.append(words) } }
        problem = words
      }
      _ = exchange.hostWakeUp.wait(atMost: Self.interval)
    }
  }

  private func publish(_ facts: RecordingFacts, before writer: inout Int32?) {
    let notice: String? =
      switch (writer, facts.writer) {
      case (let old?, nil): "pid \(old) writes this recording no longer"
      case (let old, let new?) where old != new: "pid \(new) writes this recording now"
      default: nil
      }
    writer = facts.writer
    exchange.publish { published in
      published.recording = facts
      if let notice { published.notices.append(notice) }
    }
    exchange.publish(tick: facts.end, problems: [])
  }
}
