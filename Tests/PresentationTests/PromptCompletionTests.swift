import Metrics
import PromQL
import Testing
import TimeSeries

@testable import Presentation

/// What a line may go on with: a table of lines with a bar where the cursor is.
@Suite struct PromptCompletionTests {
  private static let hostile: ByteString = "a\"b\\c\u{1b}[2J"

  /// Two metrics, one of them with four series, and a name that PromQL does not take bare.
  private static let metrics: [(labels: Labels, help: ByteString)] = [
    (
      ["__name__": "http_requests_total", "job": "api", "code": "200", "path": "/a.b"], "Requests."
    ),
    (
      ["__name__": "http_requests_total", "job": "api", "code": "404", "path": "/a.b"], "Requests."
    ),
    (
      ["__name__": "http_requests_total", "job": "api", "code": "500", "path": hostile], "Requests."
    ),
    (
      ["__name__": "http_requests_total", "job": "api", "code": "500", "host.name": "x"],
      "Requests."
    ),
    (["__name__": "go_threads", "job": "api"], "Threads."),
    (["__name__": "with.dots", "job": "api"], ""),
  ]

  private static func machine() -> Machine {
    let machine = Machine()
    for (labels, help) in metrics {
      machine.ring.append(
        labels: labels, metadata: MetricMetadata(type: .gauge, help: help),
        family: labels.metricName ?? "", origin: .target("t"),
        samples: [Sample(timestamp: Machine.start, value: 1)])
    }
    return machine
  }

  private static func change(_ situation: inout Situation) {
    situation.catalogue = ["go_threads", "http_requests_total", "with.dots"].map { name in
      MetricEntry(
        name: ByteString(name), metadata: MetricMetadata(type: .gauge, help: "Help."),
        jobs: ["api"], series: 1)
    }
    situation.targets = [
      TargetLine(url: "http://db-1/metrics", job: "api", instance: "db-1:80", interval: .seconds(5))
    ]
  }

  /// The frame after a line was typed, the cursor at the bar.
  private static func typed(_ line: String, _ keys: [Action] = []) throws -> (Session, PromptModel)
  {
    let machine = machine()
    var situation = machine.situation
    change(&situation)
    var session = Session()
    func screen() throws -> Screen { try machine.screen(session, change) }
    let parts = line.split(separator: "¦", maxSplits: 1, omittingEmptySubsequences: false)
    let bar = parts.count > 1 ? String(parts[1]).count : 0
    var actions: [Action] = [.palette, .insert(parts.joined())]
    actions += [Action](repeating: .edit(.left), count: bar) + keys
    for action in actions {
      _ = session.apply(action, in: situation, seeing: try screen())
    }
    guard case .prompt(let model) = try screen().lead else {
      return (session, PromptModel(label: "", before: "", after: ""))
    }
    return (session, model)
  }

  struct Row: CustomTestStringConvertible, Sendable {
    var line: String
    var insertions: [String]
    var testDescription: String { line }

    init(_ line: String, _ insertions: [String]) {
      self.line = line
      self.insertions = insertions
    }
  }

  @Test(arguments: [
    Row("pro", ["proc"]), Row("go", ["goto", "go_threads"]), Row("live ", []),
    Row("metric ht", ["http_requests_total"]), Row("metric request", ["http_requests_total"]),
    Row("metric with", ["with.dots"]),
    Row("metric http_requests_total c", ["code"]),
    Row("metric http_requests_total code=5", ["500"]),
    Row("metric http_requests_total job=api,co", ["code"]),
    Row("target d", ["db-1:80"]), Row("target db-1:80", []),
    Row("http_r", ["http_requests_total"]), Row("with", ["without", "{__name__=\"with.dots\"}"]),
    Row("sum by (", []),
    Row("sum by (¦) (http_requests_total)", ["code", "path", "\"host.name\"", "job"]),
    Row("sum by (p¦) (http_requests_total)", ["path"]),
    Row("http_requests_total{", ["code", "path", "\"host.name\"", "job"]),
    Row("http_requests_total{co", ["code"]),
    Row("http_requests_total{code=", ["\"200", "\"404", "\"500"]),
    Row("http_requests_total{code=\"", ["200", "404", "500"]),
    Row("http_requests_total{code=\"5", ["500"]),
    Row("http_requests_total{code=\"500\"", []),
    Row("http_requests_total{code=\"500\",pa", ["path"]),
    Row("http_requests_total{code=~\"200|4", ["404"]),
    Row("http_requests_total{path=~\"", ["/a\\\\.b", "a\\\"b\\\\\\\\c\\x1b\\\\[2J"]),
    Row("http_requests_total{path=\"a", ["a\\\"b\\\\c\\x1b[2J"]),
    Row("{job=\"", ["api"]), Row("{instance=\"d", ["db-1:80"]), Row("{other=\"", []),
    Row("rate(http_requests_total[", ["1m", "5m", "15m", "1h"]),
    Row("rate(http_requests_total[1", ["1m", "15m", "1h"]),
    Row("histogram_q", ["histogram_quantile"]), Row("expr count_v", ["count_values"]),
    Row("up + group_l", ["group_left"]), Row("\"tex", []), Row("1", []), Row("up # comm", []),
  ])
  func `a line goes on with what may stand at its cursor`(row: Row) throws {
    let model = try Self.typed(row.line).1
    #expect(model.completion.candidates.map(\.insertion) == row.insertions)
  }

  @Test(arguments: [
    ("metr", 1, "metric "), ("http_r", 1, "http_requests_total"),
    ("http_requests_total{co", 1, "http_requests_total{code=\""),
    ("http_requests_total{code=\"2", 1, "http_requests_total{code=\"200\""),
    ("histogram_q", 1, "histogram_quantile("), ("m", 1, "metric"), ("m", 2, "mark"),
    ("qua", 1, "quantile"), ("qua", 2, "quantile"), ("qua", 3, "quantile_over_time"),
    ("qua", 4, "quantile"), ("metric http_requests_total c", 1, "metric http_requests_total code="),
    ("nothing_like_it", 1, "nothing_like_it"),
  ])
  func `Tab makes a line as long as is certain, then goes through the candidates`(
    line: String, tabs: Int, expected: String
  ) throws {
    let keys = [Action](repeating: .edit(.complete), count: tabs)
    let session = try Self.typed(line, keys).0
    #expect(session.prompt?.line == expected)
  }

  @Test func `a typed letter ends the walk, and Shift-Tab goes the other way`() throws {
    #expect(
      try Self.typed("qua", [.edit(.complete), .edit(.completeBack)]).0.prompt?.line
        == "quantile_over_time")
    let keys: [Action] = [.edit(.complete), .edit(.complete), .insert("(")]
    let (session, model) = try Self.typed("qua", keys)
    #expect(session.prompt?.line == "quantile(")
    #expect(session.prompt?.walk == nil)
    #expect(model.chosen == nil)
  }

  struct Caret: CustomTestStringConvertible, Sendable {
    var line: String
    var front: String?
    var message: String
    var tone: Tone
    var testDescription: String { line }

    init(_ line: String, _ front: String?, _ message: String, _ tone: Tone = .critical) {
      self.line = line
      self.front = front
      self.message = message
      self.tone = tone
    }
  }

  @Test(arguments: [
    Caret(
      "up + rate(x)", "up + rate(",
      "expected type range vector in call to function \"rate\", got instant vector"),
    Caret("rat(x[5m])", "", "unknown function with name \"rat\""),
    Caret("up ) + 1", "up ", "unexpected right parenthesis ')'"),
    Caret("sum(up", "sum(up", "expected )", .muted),
    Caret("sum(", "sum(", "expected )", .muted),
    Caret("up{", "up{", "expected a label or }", .muted),
    Caret("up{a=\"x", "up{a=\"x", "expected the closing quote", .muted),
    Caret("rate(up[", "rate(up[", "expected a duration such as 5m, then ]", .muted),
    Caret("1 +", "1 +", "expected an expression", .muted),
    Caret("expr 1 + + )", "expr 1 + + ", "unexpected right parenthesis ')'"),
  ])
  func `a caret stands under what is wrong, quietly under what is unfinished`(row: Caret) throws {
    let caret = try #require(try Self.typed(row.line).1.caret)
    #expect(caret.message.text == row.message)
    #expect(caret.text.text == row.front)
    #expect(caret.message.pieces.first?.tone == row.tone)
  }

  @Test(arguments: [
    "up", "sum by (job) (rate(up[5m]))", "live", "metric x y=", "mark )", "", "  ", "pro",
    "expr 1", "goto -5m",
  ])
  func `what is right, or no expression, has no caret`(line: String) throws {
    #expect(try Self.typed(line).1.caret == nil)
  }

  @Test(arguments: [
    ("1 + 1", Place.expression("1 + 1")), ("expr  up ", .expression("up")),
    ("  sum(go_threads)", .expression("sum(go_threads)")),
    ("metric go_threads", .metric("go_threads")),
    (
      "metric x code=200,path=\"/a\"",
      .selection(MetricSelection("x", [.init("code", "200"), .init("path", "/a")]))
    ), ("target db-1:80", .target(job: "api", instance: "db-1:80")), ("proc", .view(.processes)),
  ])
  func `a line leads to a place, the noun of an expression is optional`(
    line: String, place: Place
  ) throws {
    let session = try Self.typed(line, [.submit]).0
    #expect(session.prompt == nil)
    #expect(session.level.place == place)
  }

  @Test func `a noun filters by name, pattern and columns`() throws {
    let session = try Self.typed("proc java /!root user=www,state=D", [.submit]).0
    #expect(session.level.place == .view(.processes))
    #expect(session.level.filter == "java !root user=www state=D")
  }

  @Test(arguments: [
    ("sum(up", "expected )"), ("frobnicate", "no command and no metric is called 'frobnicate'"),
    ("up[5m]", "a range has no chart; put it into rate(…) or another function of a range"),
    ("foo bar baz", "unexpected identifier \"bar\""),
  ])
  func `a line that cannot be taken stays, and says why`(line: String, why: String) throws {
    let (session, model) = try Self.typed(line, [.submit])
    #expect(session.prompt?.line == line)
    #expect(model.caret?.message.text == why)
    #expect(model.caret?.message.pieces.first?.tone == .critical)
  }
}
