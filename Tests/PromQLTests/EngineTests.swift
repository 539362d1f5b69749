import Metrics
import PromQL
import PromQLSyntax
import Testing
import TimeSeries

@Suite struct EngineTests {
  private let requests: Ring

  init() throws {
    requests = try ring(
      #"requests_total{job="api", code="200"} 0+60x10"#,
      #"requests_total{job="api", code="500"} 0+6x10"#,
      #"requests_total{job="web", code="200"} 0+30x10"#,
      #"temperature{room="a"} 20 21 NaN 23 stale 25 26"#,
      "resetting_total 0 10 20 5 15 25 30 40")
  }

  /// A query at a moment in seconds, and the answer's lines.
  static let instants: [(query: String, at: Int64, answer: [String])] = [
    ("1 + 2 * 3 ^ 2", 0, ["19"]),
    ("-2 ^ 2", 0, ["-4"]),
    ("7 % -4", 0, ["3"]),
    ("1 > bool 2", 0, ["0"]),
    (#""text""#, 0, ["text"]),
    ("time()", 90, ["90"]),
    (#"requests_total{code="500"}"#, 120, [#"requests_total{code="500", job="api"} 12"#]),
    (#"requests_total{code="500"} offset 1m"#, 120, [#"requests_total{code="500", job="api"} 6"#]),
    (#"requests_total{code="500"} @ 60"#, 600, [#"requests_total{code="500", job="api"} 6"#]),
    ("sum by (job) (requests_total)", 60, [#"{job="api"} 66"#, #"{job="web"} 30"#]),
    ("count(requests_total > 10)", 60, ["{} 2"]),
    ("topk(1, requests_total)", 60, [#"requests_total{code="200", job="api"} 60"#]),
    (#"rate(requests_total{job="web"}[5m])"#, 600, [#"{code="200", job="web"} 0.5"#]),
    ("increase(resetting_total[8m])", 420, ["{} 60"]),
    ("resets(resetting_total[10m])", 420, ["{} 1"]),
    ("changes(resetting_total[30s] anchored)", 0, ["{} 0"]),
    ("changes(temperature[10m])", 420, [#"{room="a"} 5"#]),
    ("temperature", 240, []),
    ("temperature", 130, [#"temperature{room="a"} NaN"#]),
    ("absent(nothing{job=\"x\"})", 0, [#"{job="x"} 1"#]),
    ("absent(requests_total)", 60, []),
    ("absent_over_time(nothing[5m])", 0, ["{} 1"]),
    ("scalar(resetting_total)", 60, ["10"]),
    ("scalar(requests_total)", 60, ["NaN"]),
    (
      #"sum by (job) (requests_total{code="500"}) / on (job) sum by (job) (requests_total)"#, 60,
      [#"{job="api"} 0.09090909090909091"#]
    ),
    (
      #"label_replace(resetting_total, "x", "$1-y", "__name__", "(.*)_total")"#, 60,
      [#"resetting_total{x="resetting-y"} 10"#]
    ),
    ("max_over_time(sum(requests_total)[5m:1m])", 300, ["{} 480"]),
    ("year(vector(0)) + month(vector(0)) / 100", 0, ["{} 1970.01"]),
    ("day_of_week(vector(-86400))", 0, ["{} 3"]),
    ("days_in_month(vector(951782400))", 0, ["{} 29"]),
    ("round(vector(2.5)) + clamp(vector(9), 0, 4)", 0, ["{} 7"]),
  ]

  @Test(arguments: instants)
  func `an instant query answers`(query: String, at: Int64, answer: [String]) throws {
    let evaluation = try Engine().evaluate(query, at: at, over: requests)
    #expect(evaluation.value.lines == answer)
  }

  /// A query that has no value, and what it says.
  static let failures: [(query: String, message: String)] = [
    (
      "requests_total / on (job) requests_total",
      #"found duplicate series for the match group {job="api"} on the right hand-side of the "#
        + #"operation: [{__name__="requests_total", code="500", job="api"}, "#
        + #"{__name__="requests_total", code="200", job="api"}];many-to-many matching not "#
        + "allowed: matching labels must be unique on one side"
    ),
    (
      "requests_total * on (job) sum by (job) (requests_total)",
      "multiple matches for labels: many-to-one matching must be explicit "
        + "(group_left/group_right)"
    ),
    (
      #"label_replace(requests_total, "code", "", "code", ".*")"#,
      "vector cannot contain metrics with the same labelset"
    ),
    ("topk(NaN, requests_total)", "Parameter value is NaN"),
    (
      "double_exponential_smoothing(resetting_total[5m], 2, 0.5)",
      "invalid smoothing factor. Expected: 0 < sf < 1, got: 2"
    ),
  ]

  @Test(arguments: failures)
  func `a query without a value says why`(query: String, message: String) throws {
    let error = #expect(throws: EvaluationError.self) {
      try Engine().evaluate(query, at: 60, over: requests)
    }
    #expect(error?.description == message)
  }

  @Test func `a range query has a point where a step has a value`() throws {
    let evaluation = try Engine().evaluate(
      "temperature", from: 60, through: 360, step: 60, over: requests)
    #expect(
      evaluation.value.lines == [
        #"temperature{room="a"} 21@60 NaN@120 23@180 25@300 26@360"#
      ])
  }

  @Test func `a range query over what does not depend on the step repeats it`() throws {
    let evaluation = try Engine().evaluate(
      "resetting_total @ end() - resetting_total @ 60", from: 60, through: 180, step: 60,
      over: requests)
    #expect(evaluation.value.lines == ["{} -5@60 -5@120 -5@180"])
  }

  @Test func `a query that is too large is refused`() throws {
    var engine = Engine()
    engine.options.maximumSamples = 20
    let error = #expect(throws: EvaluationError.self) {
      try engine.evaluate("requests_total", from: 0, through: 600, step: 60, over: requests)
    }
    #expect(error == .tooManySamples(limit: 20))
    let steps = #expect(throws: EvaluationError.self) {
      try Engine().evaluate("1", from: 0, through: 1_000_000, step: 1, over: requests)
    }
    #expect(steps == .tooManySteps(limit: 11_000))
    let subquery = #expect(throws: EvaluationError.self) {
      try Engine().evaluate("sum_over_time(vector(1)[100y:1ms])", at: 0, over: requests)
    }
    #expect(subquery == .tooManySamples(limit: 50_000_000))
  }

  @Test func `calls nested as deep as the parser allows are planned once each`() throws {
    let opening = String(repeating: "abs(", count: 200)
    let query = opening + "resetting_total" + String(repeating: ")", count: 200)
    let evaluation = try Engine().evaluate(query, at: 60, over: requests)
    #expect(evaluation.value.lines == ["{} 10"])
  }

  @Test func `a query stops when it is asked to`() throws {
    let expression = try Parser.parse("sum(requests_total)", options: allSyntax)
    let error = #expect(throws: EvaluationError.self) {
      try Engine().evaluate(expression, at: Timestamp(milliseconds: 0), over: [requests]) {
        .cancelled
      }
    }
    #expect(error == .cancelled)
  }

  /// A query that is asked whether to go on between its nodes, series and portions of long windows.
  @Test(arguments: [
    "sum(requests_total)", "requests_total * 2", "topk(1, rate(requests_total[5m]))",
    "max_over_time(sum(requests_total)[10m:1m])", "requests_total / on (job, code) requests_total",
  ])
  func `a query stops on its way`(query: String) throws {
    let expression = try Parser.parse(query, options: allSyntax)
    var asked = 0
    func evaluate(stoppingAfter limit: Int) throws {
      asked = 0
      _ = try Engine().evaluate(
        expression, from: Timestamp(milliseconds: 0), through: Timestamp(milliseconds: 600_000),
        step: .seconds(60), over: [requests]
      ) {
        asked += 1
        return asked > limit ? .cancelled : nil
      }
    }
    try evaluate(stoppingAfter: .max)
    let questions = asked
    #expect(questions >= 4)
    for limit in 0..<questions {
      let error = #expect(throws: EvaluationError.self) { try evaluate(stoppingAfter: limit) }
      #expect(error == .cancelled)
    }
  }

  @Test(arguments: ["quantile_over_time(0.5, long[1d])", "stddev_over_time(long[1d])"])
  func `one series with long windows can be stopped`(query: String) throws {
    let long = testRing()
    load(
      ["__name__": "long"],
      (0..<5760).map {
        Sample(timestamp: Timestamp(milliseconds: Int64($0) * 15_000), value: Double($0 % 7))
      }, into: long)
    let expression = try Parser.parse(query, options: allSyntax)
    var asked = 0
    let day = Timestamp(milliseconds: 86_400_000)
    _ = try Engine().evaluate(
      expression, from: day, through: day + .seconds(10_000), step: .seconds(1), over: [long]
    ) {
      asked += 1
      return nil
    }
    #expect(asked >= 5)
  }

  @Test func `a query stops at its deadline`() throws {
    let expression = try Parser.parse("sum(requests_total)", options: allSyntax)
    let error = #expect(throws: EvaluationError.self) {
      try Engine().evaluate(
        expression, at: Timestamp(milliseconds: 0), over: [requests],
        interruption: Interruption.deadline(.now))
    }
    #expect(error == .timedOut)
    let later = ContinuousClock.now.advanced(by: .seconds(3600))
    _ = try Engine().evaluate(
      expression, at: Timestamp(milliseconds: 0), over: [requests],
      interruption: Interruption.deadline(later))
  }

  @Test func `remarks carry their place in the query`() throws {
    let query = "1 + rate(\n  temperature[5m])"
    let evaluation = try Engine().evaluate(query, at: 300, over: requests)
    #expect(
      evaluation.annotations.map { $0.rendered(in: ByteString(query)) } == [
        "PromQL info: metric might not be a counter, name does not end in "
          + "_total/_sum/_count/_bucket: \"temperature\" (2:3)"
      ])
  }
}

@Suite struct StaleWindowTests {
  @Test(arguments: [
    ("last_over_time(x[5m])", "x 2"), ("present_over_time(x[5m])", "{} 1"),
    ("ts_of_last_over_time(x[5m])", "{} 60"),
  ])
  func `a staleness marker is not the newest sample of a window`(
    query: String, expected: String
  ) throws {
    let ring = testRing()
    load(
      ["__name__": "x"],
      zip([0, 60, 120, 180], [1, 2, Double.staleMarker, Double.staleMarker]).map {
        Sample(timestamp: Timestamp(milliseconds: $0 * 1000), value: $1)
      }, into: ring)
    let found = try Engine().evaluate(query, at: 200, over: ring)
    #expect(found.value.lines == [expected])
  }
}
