import Dashboards
import Documents
import Metrics
import Testing

@Suite struct DashboardFileTests {
  private static let whole = """
    # A comment.
    title: Requests of $instance
    question: Is it the network?
    window: 1h
    variables:
      instance:
        label: Host
        values: label_values(node_uname_info{job="node"}, instance)
        match: web-.*
        multiple: true
        all: .*
        default: [web-1, "/web-[23]/"]
      errors:
        values: {server: 5.., any: "[45].."}
      limit: {constant: 0.9}
      smooth:
        interval: [1m, 5m]
        default: 5m
    panels:
      - title: Rate
        query: sum(rate(x_total{instance=~"$instance", code=~"$errors"}[$__rate_interval]))
        legend: "{{instance}}"
        unit: reqps
        thresholds: {90: critical, 50: warning, base: good}
        min: 0
        max: 100
        stacked: true
      - title: Rate
        kind: stat
        reduce: max
        queries:
          - {query: a, name: first, unit: bytes}
          - query: b > $limit
            instant: true
            legend: bb
        description: what it is
        absence: nothing here
        interval: 15s
      - kind: text
        text: |
          One.
          Two.
    sections:
      - title: More
        collapsed: true
        panels:
          - title: Table
            id: t
            kind: table
            query: avg_over_time(x[$smooth])
            grid: [12, 2, 12, 5]
            table: {labels: [a, b], sort: A, ascending: true, limit: 3}
          - title: Next
            query: x
            width: 6
    """

  @Test func `a whole file is read as it is written`() throws {
    let (dashboard, problems) = Dashboard.read(
      Array(Self.whole.utf8), file: "boards/my.requests.yaml")
    #expect(problems.map(\.description) == [])
    #expect(dashboard.name == "my.requests")
    #expect(dashboard.title == "Requests of $instance")
    #expect(dashboard.question == "Is it the network?")
    #expect(dashboard.window == .seconds(3600))
    #expect(dashboard.variables == (try Self.variables()))
    #expect(dashboard.sections == Self.sections)
  }

  private static func variables() throws -> [Variable] {
    var instance = Variable(
      "instance", label: "Host",
      kind: .labelValues(
        series: #"node_uname_info{job="node"}"#, label: "instance",
        pattern: try RegularExpression("web-.*")))
    instance.isMultiple = true
    instance.includesAll = true
    instance.allValue = ".*"
    instance.preference = VariablePreference([
      .value("web-1"), .pattern(try RegularExpression("web-[23]")),
    ])
    let errors = Variable(
      "errors",
      kind: .list([.init(label: "server", value: "5.."), .init(label: "any", value: "[45]..")]))
    var smooth = Variable("smooth", kind: .interval(["1m", "5m"]))
    smooth.preference = VariablePreference([.value("5m")])
    return [instance, errors, Variable("limit", kind: .constant("0.9")), smooth]
  }

  private static var sections: [DashboardSection] {
    var rate = Panel(
      id: "rate", title: "Rate",
      queries: [
        PanelQuery(
          name: "A",
          expression:
            "sum(rate(x_total{instance=~\"$instance\", code=~\"$errors\"}[$__rate_interval]))",
          legend: "{{instance}}")
      ], unit: .requestsPerSecond, gridPosition: GridPosition(x: 0, y: 0, width: 12, height: 8))
    rate.thresholds = Thresholds(
      base: .good, steps: [.init(value: 50, tone: .warning), .init(value: 90, tone: .critical)])
    (rate.minimum, rate.maximum, rate.isStacked) = (0, 100, true)
    var stat = Panel(
      id: "rate-2", title: "Rate", kind: .stat,
      queries: [
        PanelQuery(name: "first", expression: "a", unit: .bytes),
        PanelQuery(name: "B", expression: "b > $limit", legend: "bb", isInstant: true),
      ], gridPosition: GridPosition(x: 12, y: 0, width: 6, height: 4))
    (stat.description, stat.absence) = ("what it is", "nothing here")
    (stat.reduction, stat.interval) = (.max, .seconds(15))
    var words = Panel(
      id: "text", title: "", kind: .text,
      gridPosition: GridPosition(x: 0, y: 8, width: 24, height: 3))
    words.text = "One.\nTwo.\n"
    var table = Panel(
      id: "t", title: "Table", kind: .table,
      queries: [PanelQuery(name: "A", expression: "avg_over_time(x[$smooth])", isInstant: true)],
      gridPosition: GridPosition(x: 12, y: 2, width: 12, height: 5))
    table.table.labels = ["a", "b"]
    (table.table.sortColumn, table.table.isAscending, table.table.limit) = ("A", true, 3)
    let next = Panel(
      id: "next", title: "Next", queries: [PanelQuery(name: "A", expression: "x")],
      gridPosition: GridPosition(x: 0, y: 7, width: 6, height: 8))
    return [
      DashboardSection(panels: [rate, stat, words]),
      DashboardSection(title: "More", isCollapsed: true, panels: [table, next]),
    ]
  }

  private static let panel = "title: T\npanels:\n  - title: P\n    query: up\n"

  @Test(
    arguments: [
      ("", ["d.yaml:1:1: found nothing; expected a mapping with 'title' and 'panels'"]),
      ("- a", ["d.yaml:1:1: found a list as a dashboard; expected a mapping"]),
      (
        "question: Q",
        [
          "d.yaml:1:1: found no 'title'; expected a text",
          "d.yaml:1:1: a dashboard has neither 'panels' nor 'sections'; expected one of them",
        ]
      ),
      (
        "title: T\npanel: []\npanels: []",
        ["d.yaml:2:1: unknown key 'panel'; expected 'panels'"]
      ),
      (
        panel + "    unit: furlongs",
        [
          "d.yaml:5:11: found 'furlongs' as 'unit'; expected a unit: 'short', 'none', 'percentunit', "
            + "'percent', 'cores', 'bytes', 'decbytes', 'Bps', 'bps', 's', 'ms', 'dateTimeAsIso', "
            + "'reqps', 'ops', 'cps', 'celsius', 'hertz' or 'bool_yes_no'"
        ]
      ),
      (
        panel + "    kind: pie",
        [
          "d.yaml:5:11: found 'pie' as 'kind'; expected 'timeseries', 'stat', 'gauge', 'bargauge', "
            + "'table', 'text', 'heatmap' or 'processes'"
        ]
      ),
      (
        panel + "    grid: [12, 0, 13, 4]",
        [
          "d.yaml:5:11: found a list as 'grid'; expected [x, y, width, height] in a grid of 24 columns"
        ]
      ),
      (
        panel + "    width: 25",
        [
          "d.yaml:5:12: found '25' as 'width'; expected a whole number from 1 to 24"
        ]
      ),
      (
        panel + "    thresholds: {high: warning, 3: loud}",
        [
          "d.yaml:5:18: found 'high' as a threshold; expected a number or 'base'",
          "d.yaml:5:36: found 'loud' as '3'; expected 'plain', 'good', 'warning' or 'critical'",
        ]
      ),
      (
        panel + "    min: 3\n    max: 2",
        [
          "d.yaml:6:10: found '2' as 'max'; expected a number above 'min'"
        ]
      ),
      (
        panel + "    text: words",
        [
          "d.yaml:5:5: found 'text' in a panel that is not of the kind 'text'"
        ]
      ),
      (
        panel + "    window: 3",
        [
          "d.yaml:5:5: unknown key 'window'; expected 'title', 'id', 'kind', "
            + "'description', 'query', 'queries', 'legend', 'instant', 'unit', 'thresholds', 'min', 'max' "
            + "or one of 10 others"
        ]
      ),
      (
        panel + "  - {title: P, query: up, id: p}\n  - {title: P, query: up, id: p}",
        [
          "d.yaml:5:31: id 'p' is repeated; expected another one",
          "d.yaml:6:31: id 'p' is repeated; the first stands at 5:31; expected another one",
        ]
      ),
      (
        panel + "  - {title: Q, query: up, grid: [0, 4, 12, 4]}",
        [
          "d.yaml:5:33: the panel covers another one; expected a free place"
        ]
      ),
      (
        "title: T\npanels:\n  - title: P",
        [
          "d.yaml:3:5: a panel has neither 'query' nor 'queries'; expected one of them"
        ]
      ),
      (
        "title: T\npanels:\n  - {title: P, legend: x, queries: [{query: up, name: a}, {query: x, name: a}, {}]}",
        [
          "d.yaml:3:16: found 'legend' beside 'queries'; expected it in each of them",
          "d.yaml:3:76: the name 'a' is repeated; expected another one",
          "d.yaml:3:80: found nothing as a query; expected a mapping",
        ]
      ),
      (
        "title: T\npanels:\n  -\nsections: [{title: S}]",
        [
          "d.yaml:3:4: found nothing as a panel; expected a mapping",
          "d.yaml:4:12: a section has no 'panels'; expected a list of them",
        ]
      ),
      (
        "title: T\npanels:\n  - {title: P, kind: processes, query: sum(up), opens: fleet}\n"
          + "  - {title: Q, kind: processes, queries: [{query: up}]}\n  - {title: R, kind: processes}",
        [
          "d.yaml:3:40: found more than a selector; expected one such as process_info{instance=\"a\"}",
          "d.yaml:3:56: found 'fleet' as 'opens'; "
            + "expected 'cpu', 'memory', 'disk', 'network' or 'processes'",
          "d.yaml:4:33: found 'queries' in a panel of processes; expected one 'query' or none",
        ]
      ),
      (
        "title: T\npanels:\n  - kind: text",
        ["d.yaml:3:5: a text panel has no 'text'; expected one"]
      ),
    ] as [(String, [String])])
  func `what is wrong is told with its place and what was expected`(
    text: String, problems: [String]
  ) {
    let read = Dashboard.read(Array(text.utf8), file: "d.yaml")
    #expect(read.problems.map(\.description) == problems)
  }

  @Test(
    arguments: [
      (
        "{values: up}",
        [
          "2:15: found 'up' as 'values'; expected label_values(SERIES, LABEL), or a list of values"
        ]
      ),
      ("{values: \"label_values(up{, job)\"}", ["2:32: unexpected end of input inside braces"]),
      (
        "{values: \"label_values(x[5m], job)\"}",
        ["2:29: found a range vector; expected a selector or another instant vector"]
      ),
      (
        "{values: \"label_values(up, job)\", match: \"(\"}",
        [
          "2:47: invalid regular expression '(': missing ): (; expected one in RE2's syntax"
        ]
      ),
      ("{values: [a, b], default: c}", ["2:32: found 'c' as 'default'; expected one of 'a', 'b'"]),
      (
        "{values: []}",
        [
          "2:15: found a list as 'values'; expected label_values(…), a list of values, "
            + "or a mapping from words to values"
        ]
      ),
      (
        "{interval: [1m, x]}",
        ["2:22: found 'x' in 'interval'; expected a duration such as '30s' or '1h30m'"]
      ),
      (
        "{}",
        ["2:3: a variable has none of 'values', 'constant' and 'interval'; expected one of them"]
      ),
      (
        "{constant: a, multiple: true}",
        [
          "2:20: found 'multiple' beside 'constant'; expected it beside 'values' or 'interval'"
        ]
      ),
      (
        "{values: 'label_values(up{a=\"$b\"}, job)'}",
        [
          "2:35: unknown variable '$b'; expected it among the 'variables'"
        ]
      ),
    ] as [(String, [String])])
  func `what is wrong with a variable is told`(variable: String, problems: [String]) {
    let text = "variables:\n  v: \(variable)\ntitle: $v\npanels: []\n"
    let read = Dashboard.read(Array(text.utf8), file: "d.yaml")
    let own = read.problems.filter { !$0.message.hasPrefix("unknown variable '$v'") }
    #expect(own.map { "\($0.position): \($0.message)" } == problems)
  }

  @Test func `a variable that nothing refers to is a warning`() {
    let text = "title: T\nvariables:\n  v: {constant: 3}\npanels: []\n"
    let problems = Dashboard.read(Array(text.utf8), file: "d.yaml").problems
    #expect(
      problems.map(\.description) == [
        "d.yaml:3:3: nothing refers to the variable 'v'; expected '$v'"
      ])
    #expect(problems.map(\.severity) == [.warning])
  }

  /// Expressions in a scalar of each kind; columns are those of the file.
  @Test(arguments: [
    ("    query: sum(rate(up{", "5:24: unexpected end of input inside braces"),
    ("    query: 'sum(up{job=~\"$job\"}) by (job) +'", "5:44: unexpected end of input"),
    (
      "    query: >\n      sum(\n        up{job=~\"$job\"}\n        ))",
      "8:11: unexpected right parenthesis ')'"
    ),
    (
      "    query: |\n      rate(up{job=~\"$job\"}[5m]) *\n        rate(up)",
      "7:14: expected type range vector in call to function \"rate\", got instant vector"
    ),
    ("    query: up[5m]", "5:12: found a range vector; expected an instant vector or a scalar"),
    ("    query: '\"$job\"'", "5:13: found a string; expected an instant vector or a scalar"),
    (
      "    query: up{job=~\"$jib\"}",
      "5:21: unknown variable '$jib'; expected one of '$job', '$sort', or it among the 'variables'"
    ),
    (
      "    query: rate(up[$__rates])",
      "5:20: unknown variable '$__rates'; expected one of '$__interval', '$__interval_ms', '$__rate_interval', '$__rate_interval_ms', '$__range', '$__range_s', '$__range_ms', '$__rate', '$__all'"
    ),
    (
      "    query: up{job=~\"${job:html}\"}",
      "5:21: unknown format 'html'; expected one of 'regex', 'pipe', 'csv', 'raw', 'text', 'glob', 'doublequote'"
    ),
    ("    query: $sort(up)", "5:12: unknown function with name \"top\" (where $sort is 'top')"),
    (
      "    {query: up, legend: $nobody}",
      "5:34: unknown variable '$nobody'; expected one of '$job', '$sort', or it among the 'variables'"
    ),
  ])
  func `a mistake in an expression is found in the file`(panel: String, problem: String) {
    let text = """
      variables: {job: {values: "label_values(up, job)"}, sort: {values: [sum, top]}}
      title: $job $sort
      panels:
        - title: P

      """
    var file = text + panel
    if panel.contains("{query") {
      file =
        text.replacing("  - title: P\n", with: "  -\n   ")
        + panel.dropFirst(4)
        .replacing("{query", with: "{title: P, query")
    }
    let read = Dashboard.read(Array(file.utf8), file: "d.yaml")
    #expect(read.problems.map { "\($0.position): \($0.message)" } == [problem])
  }

  @Test(arguments: [
    ("a/b.yaml", "b"), ("b.c.yml", "b.c"), ("b", "b"), (".hidden", ""), ("-", "-"),
  ])
  func `a dashboard is called after its file`(file: String, name: String) {
    #expect(Dashboard.name(of: file) == name)
  }
}
