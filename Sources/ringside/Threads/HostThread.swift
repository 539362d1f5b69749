internal import Collectors
internal import Metrics
internal import Storage
internal import TimeSeries

/// The `host` thread: reads /proc and /sys at every tick and appends; it touches no socket.
struct HostThread: Sendable {
  let keeping: Keeping
  let options: HostOptions
  let pace: HostPace
  let exchange: Exchange
  let own: OwnReadings

  /// The second tick comes so soon after the first that rates and processes, which need two, are on the first screen.
  private static let secondTick = Duration.milliseconds(80)

  /// So long the first tick waits for a mount that does not answer.
  private static let mountPatience = Duration.milliseconds(50)

  /// Reads until the exchange says stop; the first tick comes at once.
  func run() {
    let ring = keeping.ring
    let writer = ring.makeWriter()
    let ownWriter = ring.makeWriter()
    var options = options
    options.mountPatience = Self.mountPatience
    var collector = HostCollector(options)
    var ownSeries = OwnSeries(labels: options.ownLabels)
    var due = SystemClock.now()
    var isFirst = true
    while !exchange.isStopping {
      let begun = SystemClock.now()
      let schedule = pace.schedule(isAlerting: exchange.isAlerting)
      let moment = schedule.nominal(begun)
      for case .pin(let pins) in exchange.takeHostCommands() { collector.pin(pins) }
      let lag = begun - due
      let readings = own.readings(
        lag: lag, ring: ring.status(), flush: keeping.own?.flusher.ledger.current)
      // First, so that what Ringside itself costs is known where a small ring has no room for everything.
      ownWriter.append(ownSeries.batch(readings, at: moment))
      for batch in collector.collect(at: moment) { writer.append(batch) }
      exchange.publish(tick: moment, problems: collector.problems + collector.absences)
      due = schedule.next(after: SystemClock.now())
      if isFirst { due = min(due, begun + Self.secondTick) }
      isFirst = false
      exchange.hostWakeUp.wait(until: due)
    }
  }
}

extension WakeUp {
  /// Waits until `moment` on the wall clock, or a `ring`.
  func wait(until moment: Timestamp) {
    let left = moment - SystemClock.now()
    if left > .zero { _ = wait(atMost: left) }
  }
}
