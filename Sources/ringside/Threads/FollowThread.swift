internal import Metrics
internal import Presentation
internal import Storage
internal import TimeSeries

/// The `host` thread of a dashboard that is attached to a recorder: it looks at what the recorder has done, and collects
/// nothing.
struct FollowThread: Sendable {
  let follower: Follower
  let path: String
  let exchange: Exchange

  /// How often it looks.
  private static let interval = Duration.seconds(1)

  /// Looks until the exchange says stop.
  func run() {
    var last: Timestamp?
    var line = StoreLine()
    while !exchange.isStopping {
      let new = look()
      if new != line {
        line = new
        exchange.publish { published in
          published.store = new
          // Without a tick nothing else would have it drawn.
          published.notices.append(new.remark.text)
        }
      }
      if let tick = newestTick, tick != last {
        last = tick
        exchange.publish(tick: tick, problems: [])
      }
      _ = exchange.hostWakeUp.wait(atMost: Self.interval)
    }
  }

  /// Looks, and says how that went.
  private func look() -> StoreLine {
    var line = StoreLine()
    line.place = DisplayText(Keeping.shown(path), limit: 300)
    do throws(FileFailure) {
      switch try follower.look() {
      case .following(let holder):
        let behind = follower.isBehind ? ", 10 s behind" : ""
        line.remark = DisplayText("attached to \(holder.command), pid \(holder.pid)\(behind)")
      case .alone(let holder):
        line.remark = DisplayText("\(holder.command), pid \(holder.pid), is gone")
        line.problem = DisplayText(
          "\(holder.command), pid \(holder.pid), writes \(Keeping.shown(path)) no longer; "
            + "nothing new comes until it runs again", limit: 300)
      }
    } catch {
      line.remark = "the recorder's ring cannot be read"
      line.problem = DisplayText("\(path): \(error)", limit: 300)
    }
    return line
  }

  /// The newest tick that is complete: the recorder appends its readings of itself last.
  private var newestTick: Timestamp? {
    var found: [SelectedSeries] = []
    let name = LabelMatcher(Labels.metricNameLabel, equals: "ringside_tick_lag_seconds")
    let request = SampleRequest(after: .min, through: .max, newest: 1)
    follower.read(.host, [name], request, into: &found)
    return found.flatMap(\.columns).compactMap { column -> Int64? in
      guard case .floats(let times, _) = column else { return nil }
      return times.last
    }.max().map { Timestamp(milliseconds: $0) }
  }
}
