public import Metrics

extension Session {
  /// The lengths that zooming goes through.
  static let windows: [Duration] = [
    30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172_800, 604_800,
  ].map { .seconds($0) }

  /// What the keys of time do, the same on every view; whether `action` is one of them.
  mutating func applyToTime(
    _ action: Action, _ situation: Situation, _ events: [ChartEvent] = []
  ) -> Bool {
    let column = grid(in: situation).bucket * Session.columns(repeats: situation.keyRepeats)
    let sample = sampleDistance(situation)
    switch action {
    case .toggleLive:
      let canStop = time == .live && situation.recording == nil
      canStop ? stop(at: situation.now, situation) : goLive()
    case .live: goLive()
    case .columnBack: shift(by: .zero - column, situation)
    case .columnForward: shift(by: column, situation)
    case .sampleBack: shift(by: .zero - sample, situation)
    case .sampleForward: shift(by: sample, situation)
    case .halfWindowBack: pan(by: .zero - window / 2, situation)
    case .halfWindowForward: pan(by: window / 2, situation)
    case .zoomIn: zoom(to: Session.windows.last { $0 < window }, situation)
    case .zoomOut: zoom(to: Session.windows.first { $0 > window }, situation)
    case .crosshair: toggleCrosshair(situation)
    case .previousEvent: goToEvent(before: true, situation, events)
    case .nextEvent: goToEvent(before: false, situation, events)
    default: return false
    }
    return true
  }

  /// How many columns a step takes while its key is held: more, the longer.
  static func columns(repeats: Int) -> Int {
    switch repeats {
    case ..<10: 1
    case ..<25: 2
    case ..<60: 5
    default: 10
    }
  }

  /// Shows `moment`; the window moves only where it does not hold it.
  public mutating func go(to moment: Timestamp, _ situation: Situation) {
    let wanted = clamped(moment, situation)
    guard wanted < situation.now else { return goLive() }
    time = .at(wanted)
    windowEnd = min(situation.now, window(holding: wanted, windowEnd ?? situation.now))
  }

  /// The end of a window that holds `moment`: scrolled by what is missing for a step, centred for a leap.
  private func window(holding moment: Timestamp, _ end: Timestamp) -> Timestamp {
    let start = end - window
    if moment >= start, moment <= end { return end }
    let missing = moment > end ? moment - end : start - moment
    guard missing <= window / 2 else { return moment + window / 2 }
    return moment > end ? moment : moment + window
  }

  /// The distance of the samples of what is shown: an endpoint's own interval in its view.
  private func sampleDistance(_ situation: Situation) -> Duration {
    guard case .target(let job, let instance) = level.place,
      let target = situation.targets.first(where: { $0.job == job && $0.instance == instance })
    else { return situation.interval }
    return max(target.interval, .milliseconds(1))
  }

  private mutating func stop(at moment: Timestamp, _ situation: Situation) {
    time = .at(moment)
    windowEnd = situation.now
  }

  private mutating func goLive() {
    time = .live
    windowEnd = nil
    hasCrosshair = false
  }

  private mutating func shift(by distance: Duration, _ situation: Situation) {
    let from = moment(in: situation)
    if time == .live {
      guard distance < .zero else { return say("this is the newest sample", situation) }
      windowEnd = situation.now
    }
    go(to: from + distance, situation)
  }

  private mutating func pan(by distance: Duration, _ situation: Situation) {
    let from = moment(in: situation)
    if time == .live {
      guard distance < .zero else { return say("this is the newest sample", situation) }
      windowEnd = situation.now
    }
    let to = clamped(from + distance, situation)
    guard to < situation.now else { return goLive() }
    time = .at(to)
    windowEnd = min(situation.now, (windowEnd ?? situation.now) + (to - from))
  }

  /// A moment within the history; the person is told where it ends.
  private mutating func clamped(_ moment: Timestamp, _ situation: Situation) -> Timestamp {
    guard let oldest = situation.oldest, moment < oldest else { return moment }
    let clock = ClockText.withSeconds(oldest, situation.zone)
    let reach = Age.text(seconds: (situation.now - oldest).inSeconds)
    say("\(clock) is the oldest sample; history reaches back \(reach)", situation)
    return oldest
  }

  private mutating func zoom(to length: Duration?, _ situation: Situation) {
    guard let length else {
      return say("the window is \(PrometheusDuration.text(window)) and goes no further", situation)
    }
    if case .at(let moment) = time, let end = windowEnd {
      let after = (end - moment).inSeconds * length.inSeconds / window.inSeconds
      windowEnd = min(situation.now, moment + .milliseconds(Int64(after * 1000)))
    }
    window = length
    growth = nil
  }

  private mutating func toggleCrosshair(_ situation: Situation) {
    hasCrosshair.toggle()
    if hasCrosshair, time == .live { stop(at: situation.now, situation) }
  }

  private mutating func goToEvent(
    before: Bool, _ situation: Situation, _ events: [ChartEvent]
  ) {
    let from = moment(in: situation)
    let next =
      before ? events.last { $0.time < from } : events.first { $0.time > from }
    guard let next else {
      return say(before ? "no earlier event is known" : "no later event is known", situation)
    }
    go(to: next.time, situation)
    say(next.text, .plain, situation)
  }

  /// The buckets of the charts.
  func grid(in situation: Situation) -> ColumnGrid {
    let sampling = Sampling(window: window, interval: situation.interval)
    return ColumnGrid(
      end: windowEnd ?? situation.now, window: window, partsOf: sampling.step,
      count: max(situation.chartColumns, 10))
  }
}
