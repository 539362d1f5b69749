internal import Metrics
internal import Presentation
internal import TimeSeries

/// What of a window is not raw any more: of each bucket of an archive only the newest sample is written.
struct WindowSteps: Equatable {
  /// The widest bucket, in milliseconds; 0 where everything is raw.
  private(set) var width: Int64 = 0
  /// The newest sample that stands for a bucket, in milliseconds since the epoch.
  private(set) var through = Int64.min

  /// Adds what is known of a series.
  mutating func note(_ series: WindowSeries) {
    for (time, width) in zip(series.times, series.widths) where width > 0 {
      self.width = max(self.width, width)
      through = max(through, time)
    }
  }

  /// `10s`, `1m`; nothing for a raw sample.
  static func text(_ width: Int64) -> String {
    width > 0 ? PrometheusDuration.text(.milliseconds(width)) : ""
  }

  /// `until 2026-11-24 10:46:00Z the newest sample of each 1m`; `nil` where everything is raw.
  func words(_ zone: Zone) -> String? {
    guard width > 0 else { return nil }
    let moment = Timestamp(milliseconds: through)
    let clock = LocalTime(moment, in: zone)
    let time = "\(clock.date) \(clock.timeWithSeconds)\(clock.zoneSuffix)"
    return "until \(time) the newest sample of each \(WindowSteps.text(width))"
  }
}

extension WindowSamples {
  /// What of the window is not raw any more, by the readings of the machine itself, or else by everything.
  var steps: WindowSteps {
    var steps = WindowSteps()
    let machine = series(of: "node_boot_time_seconds", .host)
    for series in machine { steps.note(series) }
    guard machine.isEmpty else { return steps }
    for metric in metrics { for series in series(of: metric.name) { steps.note(series) } }
    return steps
  }
}
