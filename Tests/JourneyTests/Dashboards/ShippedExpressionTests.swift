import Dashboards
import Metrics
import Presentation
import PromQL
import PromQLSyntax
import TestDashboard
import TestWorld
import Testing

/// Every expression of the shipped dashboards on a machine that has nearly all of what they ask for.
@Suite struct ShippedExpressionTests {
  /// The queries that may find nothing on the machine, and why.
  private static let empty: [String: String] = [
    "pressure cpu-errors A": "virtual processors do not count their throttling",
    "pressure memory-errors B": "the machine has no memory controller that counts",
    "pressure disk-errors C": "the machine has no array of disks",
    "processes page-faults-that-waited-for-a-disk A": "no made-up process waits for its pages",
    "service duration-of-a-request D": "the service has a histogram, not a summary",
  ]

  @Test(arguments: DashboardMachine.shipped)
  func `every expression finds what it asks for`(name: String) throws {
    let machine = try DashboardMachine()
    let dashboard = try DashboardMachine.dashboard(name)
    let asked = try DashboardQuestions(dashboard, machine.simulation)
    var found: [String] = []
    for panel in dashboard.panels {
      for query in panel.queries where try asked.series(of: query, in: panel).isEmpty {
        found.append("\(name) \(panel.id) \(query.name)")
      }
    }
    #expect(found.sorted() == Self.empty.keys.filter { $0.hasPrefix(name + " ") }.sorted())
  }

  /// Numbers that are known because the machine was made with them.
  @Test func `rate, errors and duration of a service are those it was made with`() throws {
    let machine = try DashboardMachine()
    let dashboard = try DashboardMachine.dashboard("service")
    let asked = try DashboardQuestions(dashboard, machine.simulation)
    #expect(asked.choices["requests"] == .value("shop_http_requests_total"))
    #expect(asked.choices["status"] == .value("code"))
    #expect(asked.choices["duration"] == .value("shop_http_request_duration_seconds"))
    let expected: [(panel: String, query: String, value: Double)] = [
      ("requests", "A", MadeUpService.perSecond), ("errors", "A", MadeUpService.errorShare),
      ("duration-mean", "A", MadeUpService.meanSeconds), ("reachable", "A", 1),
      ("duration-of-a-request", "A", 0.1), ("duration-of-a-request", "B", 0.2),
      ("duration-of-a-request", "C", 0.38), ("duration-of-a-request", "F", 0.004),
    ]
    for (id, name, value) in expected {
      let panel = try #require(dashboard.panels.first { $0.id == id })
      let query = try #require(panel.queries.first { $0.name == name })
      let series = try asked.series(of: query, in: panel)
      #expect(series.count == 1, "\(id)")
      #expect(abs((series.first?.values.last ?? .nan) - value) < value * 1e-6, "\(id) \(name)")
    }
  }
}

/// A dashboard's questions as a machine answers them, its variables with their first choices.
struct DashboardQuestions {
  let dashboard: Dashboard
  private(set) var choices: [String: VariableChoice] = [:]
  private var options: [String: [ByteString]] = [:]
  private let simulation: SimulatedDashboard

  init(_ dashboard: Dashboard, _ simulation: SimulatedDashboard) throws {
    self.dashboard = dashboard
    self.simulation = simulation
    for variable in dashboard.variables {
      if let template = variable.optionsExpression,
        case .labelValues(_, let label, _) = variable.kind
      {
        let expression = try Parser.parse(interpolation(.seconds(1)).expression(template).text)
        let answer = try Engine().evaluate(
          expression, at: simulation.situation.now, over: [simulation.ring])
        if case .vector(let samples) = answer.value {
          options[variable.name] = variable.offered(
            samples.compactMap { $0.labels[ByteString(label)] })
        }
      }
      choices[variable.name] = variable.initialChoice(options[variable.name] ?? [])
    }
  }

  /// The series of a query over the newest minute, those without any value left out.
  func series(of query: PanelQuery, in panel: Panel) throws -> [SeriesResult] {
    let text = interpolation(panel.interval ?? .seconds(1)).expression(query.expression).text
    let answer = try Engine().evaluate(
      try Parser.parse(text), from: simulation.situation.now - .seconds(60),
      through: simulation.situation.now, step: .seconds(1), over: [simulation.ring])
    guard case .matrix(let series) = answer.value else { return [] }
    return series.filter { !$0.values.isEmpty }
  }

  private func interpolation(_ scrapeInterval: Duration) -> Interpolation {
    Interpolation(
      dashboard.variables, choices: choices, options: options,
      sampling: Interpolation.Sampling(
        window: .seconds(60), step: .seconds(1), scrapeInterval: scrapeInterval))
  }
}
