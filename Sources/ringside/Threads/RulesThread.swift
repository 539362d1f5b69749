internal import Metrics
internal import TimeSeries

struct RulesThread: Sendable {
  let ring: Ring
  let rules: RuleFiles
  let exchange: Exchange
  let own: OwnReadings
  let interval: Duration

  func run() {
    while !exchange.isStopping {
      _ = exchange.rulesWakeUp.wait(atMost: .seconds(1))
      _ = exchange.takeCommands()
    }
  }
}
