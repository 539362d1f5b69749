import Metrics
import Testing

@testable import Collectors

/// A collector, what stands in its files, and what it says of them.
struct CollectorRow: Sendable, CustomTestStringConvertible {
  var collector: String
  var options: [String] = []
  /// The files by their path below the tree's root.
  var files: [String: String]
  /// Links by their path, and what they point at.
  var links: [String: String] = [:]
  /// The series with their values.
  var expected: [String: Double]
  /// Whether the collector could read what it should.
  var success = 1.0

  var testDescription: String { collector + options.map { " \($0)" }.joined() }

  /// The series that the collector makes of the files, its success apart.
  func found() throws -> (series: [String: Double], success: Double?) {
    let fixture = try Fixture()
    for (path, text) in files { try fixture.write(path, text) }
    for (path, target) in links { try fixture.link(path, to: target) }
    var options = fixture.options(collector)
    options.reportsCollectors = true
    options.monotonicClock = { 0 }
    for option in self.options {
      let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
      let value = parts.count > 1 ? parts[1].replacing("ROOT", with: fixture.root) : nil
      try options.settings.set(parts[0], value)
    }
    var host = HostCollector(options, withProcesses: false)
    var viewer = Viewer()
    viewer.read(host.collectOnce(at: Timestamp(milliseconds: 0)))
    var series: [String: Double] = [:]
    for (name, value) in viewer.values {
      series[name.replacing(fixture.root, with: "ROOT")] = value
    }
    let key = "node_scrape_collector_success{collector=\"\(collector)\"}"
    let success = series.removeValue(forKey: key)
    series["node_scrape_collector_duration_seconds{collector=\"\(collector)\"}"] = nil
    return (series, success)
  }
}
