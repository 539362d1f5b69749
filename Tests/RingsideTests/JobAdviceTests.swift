import Documents
import Metrics
import Rules
import Testing

@testable import ringside

@Suite struct JobAdviceTests {
  private static func remarks(_ expression: String, scraped: [ByteString] = []) -> [String] {
    let text = """
      groups:
      - name: g
        rules:
        - alert: A
          expr: \(expression)
      """
    let file = RuleFile.read(Array(text.utf8), name: "r.yaml").file
    return JobAdvice(hostJob: "node", scraped: scraped).remarks(on: file).map(\.description)
  }

  private static let remark =
    "r.yaml:4:5: 'A' asks for node_* of job 'node-exporter', and this host is job 'node'; "
    + "start with --as-job node-exporter"

  @Test(
    arguments: [
      "node_load1{job=\"node-exporter\"} > 1",
      "rate(node_cpu_seconds_total{job=\"node-exporter\"}[5m]) > 1",
      "up == 0 and on () node_load1{job=~\"node-exporter\"}",
    ])
  func `a rule that asks for the host by another job only is told`(expression: String) {
    #expect(Self.remarks(expression) == [Self.remark])
  }

  @Test(
    arguments: [
      "node_load1 > 1", "node_load1{job=\"node\"} > 1", "node_load1{job=~\"node|other\"} > 1",
      "http_requests{job=\"api\"} > 1", "node_load1{job=\"x\"} > 1 or node_load5 > 1",
      "node_load1{job!=\"x\"} > 1",
    ])
  func `a rule that may find the host is not`(expression: String) {
    #expect(Self.remarks(expression) == [])
  }

  @Test func `nor one that asks for a job that is scraped`() {
    #expect(Self.remarks("node_load1{job=\"other\"} > 1", scraped: ["other"]) == [])
  }

  @Test func `the command line says what the host's job is`() throws {
    var arguments = Arguments(["NAME"])
    var options = DashboardOptions()
    let isTaken = try options.take("--as-job", &arguments)
    #expect(isTaken)
    #expect(options.hostJob == "NAME")
  }
}
