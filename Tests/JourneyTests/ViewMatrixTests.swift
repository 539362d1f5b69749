import Metrics
import Presentation
import TerminalUI
import TestDashboard
import TestWorld
import Testing

/// Every view at every size, in Braille and in ASCII, as a person sees it: one made-up machine in one moment.
@Suite struct ViewMatrixTests {
  private static let sizes: [(columns: Int, rows: Int)] = [
    (40, 12), (80, 24), (120, 40), (200, 50),
  ]

  /// The views, and the keys that lead there from the start.
  private static let views: [(name: String, keys: String)] = [
    ("host", "2"), ("resource", "2 Enter"), ("processes", "3"), ("process", "3 Enter"),
    ("past", "3 Space [ [ ["), ("filter", "3 / s s h"), ("targets", "1"), ("target", "1 Enter"),
    ("explore", "8"), ("alerts", "9"), ("card", "!"), ("rule", "9 G Enter"), ("help", "3 ?"),
    ("settings", "2 O"), ("about", "2 @"), ("information", "3 i"), ("sort", "3 s"),
    ("dashboards", "7"), ("dashboard", "7 ↓ Enter"), ("panel", "7 ↓ Enter Tab Tab Enter"),
    ("variables", "7 ↓ Enter V"), ("metric", "8 / h t t p Enter Enter"),
    ("series", "8 / h t t p Enter Enter Enter"), ("tripwire", "2 Tab t ↑ ↑"),
    ("rehearsal", "9 R"), ("values", "2 Tab Tab Tab T"),
    ("silence", "9 S"), ("silences", "9 S Enter"),
  ]

  private static let rules = """
    groups:
    - name: example
      rules:
      - alert: DiskBusy
        expr: rate(node_disk_io_time_seconds_total[30s]) > 0.9
        for: 20s
        labels: {severity: critical}
        annotations:
          summary: "{{ $labels.device }} on {{ $labels.instance }} is busy {{ $value | humanizePercentage }} of the time"
          description: "Whoever waits for this disk waits for whoever writes most: see the processes below."
      - alert: WaitingForDisk
        expr: rate(node_pressure_io_waiting_seconds_total[1m]) > 0.6
        for: 10m
        labels: {severity: warning}
        annotations: {summary: "tasks wait for disks"}
      - alert: MemoryShort
        expr: node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes < 0.1
        labels: {severity: critical}
      - alert: QueueLong
        expr: jobs_waiting > 100
        labels: {severity: info}
    """

  private static func machine() throws -> SimulatedDashboard {
    let dashboard = SimulatedDashboard(try FakeScene.diskWriter.machine(seed: 21, withDecoys: true))
    dashboard.watch(rules)
    try dashboard.run(seconds: 120)
    dashboard.situation.settingsPath = "~/.config/ringside/settings.yaml"
    let now = dashboard.situation.now
    for code in ["200", "404", "500"] {
      let labels = Labels([
        (Labels.metricNameLabel, "http_requests_total"), ("job", "api"), ("instance", "api-1:8080"),
        ("method", "GET"), ("code", ByteString(code)),
      ])
      let step = code == "200" ? 41.0 : 2
      dashboard.append(
        labels, MetricMetadata(type: .counter, help: "Requests that were answered."),
        (0..<25).map { Sample(timestamp: now - .seconds(120 - 5 * $0), value: Double($0) * step) })
    }
    dashboard.situation.targets = targets(now)
    dashboard.situation.dashboards = try DashboardMachine.shipped.map(
      DashboardMachine.dashboard)
    return dashboard
  }

  private static func targets(_ now: Timestamp) -> [TargetLine] {
    var up = TargetLine(
      url: "http://api-1:8080/metrics", job: "api", instance: "api-1:8080", interval: .seconds(5))
    up.health = .up
    up.lastScrape = now - .seconds(2)
    up.duration = .milliseconds(12)
    (up.samples, up.series) = (842, 842)
    up.nextScrape = now + .seconds(3)
    var down = TargetLine(
      url: "http://db-1:9187/metrics", job: "postgres", instance: "db-1:9187",
      interval: .seconds(15))
    down.health = .down
    down.lastScrape = now - .seconds(9)
    down.duration = .milliseconds(1)
    down.failure = "connection refused"
    down.nextScrape = now + .seconds(6)
    return [up, down]
  }

  @Test func `every view at every size is as it was when it was looked at`() throws {
    let dashboard = try Self.machine()
    for (view, keys) in Self.views {
      for glyphs in [GlyphSet.braille, .ascii] {
        dashboard.session = Session(view: .host, window: .seconds(120))
        dashboard.situation.glyphChoices =
          glyphs == .ascii ? [.ascii] : [.braille, .blocks, .lines, .ascii]
        // Keys choose from what is seen; the size is the usual one until the view is there.
        _ = dashboard.frame(columns: 120, rows: 40, glyphs: glyphs)
        try dashboard.press(keys)
        for size in Self.sizes { check(view, dashboard, size, glyphs) }
      }
    }
  }

  private func check(
    _ view: String, _ dashboard: SimulatedDashboard, _ size: (columns: Int, rows: Int),
    _ glyphs: GlyphSet
  ) {
    // The second time every chart has been asked for as wide as it is.
    _ = dashboard.frame(columns: size.columns, rows: size.rows, glyphs: glyphs)
    let frame = dashboard.frame(columns: size.columns, rows: size.rows, glyphs: glyphs)
    let name = "\(view)-\(size.columns)x\(size.rows)" + (glyphs == .ascii ? "-ascii" : "")
    let lines = frame.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= size.rows + 1, "\(name)")
    #expect(lines.allSatisfy { ClippedText.columns(of: String($0)) <= size.columns }, "\(name)")
    #expect(glyphs != .ascii || frame.utf8.allSatisfy { $0 < 0x7f }, "\(name)")
    do throws(Golden.Mismatch) {
      try Golden("views/\(name)").check(frame)
    } catch {
      Issue.record("\(error)")
    }
  }
}
