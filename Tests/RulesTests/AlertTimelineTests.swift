import Metrics
import PromQL
import PromQLSyntax
import Rules
import Testing

/// A rule's condition over time and the states of its alert.
struct AlertTimeline: CustomTestStringConvertible, Sendable {
  var testDescription: String
  /// The terms of the rule, as in a file.
  var terms: String
  /// At each step, ten seconds apart: a digit is the value, `_` no sample, `!` an error.
  var samples: String
  /// `.` none, `P` pending, `F` firing, `K` kept firing, `R` resolved.
  var states: String
}

@Suite struct AlertTimelineTests {
  static let timelines: [AlertTimeline] = [
    AlertTimeline(
      testDescription: "without `for` it fires at once and resolves at once", terms: "",
      samples: "_11__", states: ".FFRR"),
    AlertTimeline(
      testDescription: "it fires when the condition has held for `for`", terms: "for: 20s",
      samples: "1111_1", states: "PPFFRP"),
    AlertTimeline(
      testDescription: "a gap in the condition starts the wait again", terms: "for: 20s",
      samples: "11_111", states: "PP.PPF"),
    AlertTimeline(
      testDescription: "it is kept firing for `keep_firing_for` after the condition was last seen",
      terms: "keep_firing_for: 20s", samples: "1__1___", states: "FKKFKKR"),
    AlertTimeline(
      testDescription: "an error changes nothing", terms: "for: 20s",
      samples: "1!11!_", states: "PPFFFR"),
    AlertTimeline(
      testDescription: "a resolved alert that comes back waits again", terms: "for: 10s",
      samples: "11_1", states: "PFRP"),
  ]

  static func book(_ terms: String, limit: Int = 0) throws -> RuleBook {
    RuleBook(files: [try file(terms, limit: limit)])
  }

  static func file(_ terms: String, limit: Int = 0) throws -> RuleFile {
    let text = """
      groups:
      - name: g
        interval: 10s
        limit: \(limit)
        rules:
        - alert: A
          expr: m > 0
          \(terms)
          labels: {severity: page, of: "{{ $labels.instance }}"}
          annotations: {summary: "{{ $value }} on {{ $labels.instance }}"}
      """
    let (file, problems) = RuleFile.read(Array(text.utf8), name: "t.yaml")
    try #require(problems == [])
    return file
  }

  static func vector(_ character: Character) throws(EvaluationError) -> Evaluation {
    if character == "!" { throw .execution("broken") }
    guard let value = character.wholeNumberValue else { return Evaluation(value: .vector([])) }
    let sample = VectorSample(
      labels: ["__name__": "m", "instance": "a"], value: Double(value),
      timestamp: Timestamp(milliseconds: 0))
    return Evaluation(value: .vector([sample]))
  }

  static func letter(_ alert: AlertStatus?) -> String {
    switch alert?.state {
    case nil, .inactive: "."
    case .pending: "P"
    case .firing: alert?.keepFiringUntil == nil ? "F" : "K"
    case .resolved: "R"
    }
  }

  @Test(arguments: timelines)
  func `an alert goes through its states`(timeline: AlertTimeline) throws {
    var book = try Self.book(timeline.terms)
    var states = ""
    for (step, character) in timeline.samples.enumerated() {
      let now = Timestamp(milliseconds: Int64(step) * 10_000)
      _ = book.evaluate(at: now, append: { _ in }) { (_, _) throws(EvaluationError) in
        try Self.vector(character)
      }
      states += Self.letter(book.snapshot(at: now).alerts.first)
    }
    #expect(states == timeline.states)
  }

  @Test func `an alert carries labels, annotations, times and rank`() throws {
    var book = try Self.book("for: 10s")
    for step in 0...2 {
      let now = Timestamp(milliseconds: Int64(step) * 10_000)
      _ = book.evaluate(at: now, append: { _ in }) { (_, _) throws(EvaluationError) in
        try Self.vector(Character("\(step + 1)"))
      }
    }
    let alert = try #require(book.snapshot(at: Timestamp(milliseconds: 20_000)).alerts.first)
    #expect(
      alert.labels == ["alertname": "A", "instance": "a", "severity": "page", "of": "a"])
    #expect(alert.annotations == ["summary": "3 on a"])
    #expect(alert.activeAt == Timestamp(milliseconds: 0))
    #expect(alert.firedAt == Timestamp(milliseconds: 10_000))
    #expect(alert.rank == .first)
    #expect(alert.value == 3)
  }

  @Test(arguments: [
    ("page", AlertRank.third), ("PAGE", .third), ("p2", .second), ("sev9", .second),
    ("zzz", .first),
  ])
  func `a person's own words for ranks come before the usual ones`(word: String, rank: AlertRank) {
    var snapshot = RuleBookSnapshot(at: Timestamp(milliseconds: 0))
    snapshot.severities = ["page": .third, "sev9": .second]
    #expect(snapshot.rank(of: ["alertname": "A", "severity": ByteString(word)]) == rank)
    #expect(snapshot.rank(of: ["alertname": "A"]) == .first)
  }

  @Test func `an alert has the rank that the book's options give its severity`() throws {
    var options = RuleBookOptions()
    options.severities = ["page": .third]
    var book = try Self.book("for: 10s")
    book.replace([], options: options)
    book.replace([try Self.file("for: 10s")])
    _ = book.evaluate(at: Timestamp(milliseconds: 0), append: { _ in }) {
      (_, _) throws(EvaluationError) in try Self.vector("1")
    }
    #expect(book.snapshot(at: Timestamp(milliseconds: 0)).alerts.map(\.rank) == [.third])
  }

  @Test func `the ALERTS series change with the state and end with the alert`() throws {
    var book = try Self.book("for: 10s")
    var log: [String] = []
    var names: [UInt32: String] = [:]
    for (step, character) in "11_".enumerated() {
      let append = { (batch: SampleBatch) in
        for one in batch.declarations { names[one.slot] = one.labels.description }
        for (slot, value) in zip(batch.slots, batch.values) {
          log.append("\(step) \(names[slot] ?? "?") \(value)")
        }
        for slot in batch.ended { log.append("\(step) end \(names[slot] ?? "?")") }
      }
      _ = book.evaluate(at: Timestamp(milliseconds: Int64(step + 100) * 10_000), append: append) {
        (_, _) throws(EvaluationError) in try Self.vector(character)
      }
    }
    let rest = #"instance="a", of="a", severity="page"}"#
    let pending = #"ALERTS{alertname="A", alertstate="pending", "# + rest
    let firing = #"ALERTS{alertname="A", alertstate="firing", "# + rest
    let since = #"ALERTS_FOR_STATE{alertname="A", "# + rest
    #expect(
      log == [
        "0 \(pending) 1.0", "0 \(since) 1000.0",
        "1 \(firing) 1.0", "1 \(since) 1000.0", "1 end \(pending)",
        "2 end \(since)", "2 end \(firing)",
      ])
  }

  @Test func `an acknowledgement is for one alert and ends with it`() throws {
    var book = try Self.book("")
    func evaluate(_ step: Int64, _ character: Character) {
      _ = book.evaluate(at: Timestamp(milliseconds: step * 10_000), append: { _ in }) {
        (_, _) throws(EvaluationError) in try Self.vector(character)
      }
    }
    func alert(_ step: Int64) -> AlertStatus? {
      book.snapshot(at: Timestamp(milliseconds: step * 10_000)).alerts.first
    }
    evaluate(0, "1")
    let labels = try #require(alert(0)?.labels)
    let isKnown = book.acknowledge(labels, by: "ann", at: Timestamp(milliseconds: 5000))
    #expect(isKnown)
    evaluate(1, "1")
    #expect(
      alert(1)?.acknowledgement == Acknowledgement(at: Timestamp(milliseconds: 5000), by: "ann"))
    evaluate(2, "_")
    evaluate(3, "1")
    #expect(alert(3)?.acknowledgement == nil)
    let other = book.acknowledge(["alertname": "B"], by: "ann", at: Timestamp(milliseconds: 0))
    #expect(!other)
  }

  @Test func `a silence covers what it matches until its time`() throws {
    var book = try Self.book("")
    _ = book.evaluate(at: Timestamp(milliseconds: 0), append: { _ in }) {
      (_, _) throws(EvaluationError) in try Self.vector("1")
    }
    book.silence(
      Silence(
        matchers: [LabelMatcher("instance", equals: "a")], from: Timestamp(milliseconds: 0),
        until: Timestamp(milliseconds: 60_000), by: "ann"))
    let covered = book.snapshot(at: Timestamp(milliseconds: 59_999))
    #expect(covered.alerts.first?.silencedUntil == Timestamp(milliseconds: 60_000))
    #expect(covered.mostUrgent == nil)
    let over = book.snapshot(at: Timestamp(milliseconds: 60_000))
    #expect(over.alerts.first?.silencedUntil == nil)
    #expect(over.silences == [])
  }

  @Test func `a limit that is exceeded is an error and clears the alerts`() throws {
    var book = try Self.book("", limit: 1)
    _ = book.evaluate(at: Timestamp(milliseconds: 0), append: { _ in }) {
      (_, _) throws(EvaluationError) in
      Evaluation(
        value: .vector(
          ["a", "b"].map {
            VectorSample(
              labels: ["instance": $0], value: 1, timestamp: Timestamp(milliseconds: 0))
          }))
    }
    let snapshot = book.snapshot(at: Timestamp(milliseconds: 0))
    #expect(snapshot.alerts == [])
    #expect(snapshot.rules.first?.health == .error("exceeded limit of 1 with 2 alerts"))
  }

  @Test func `a reload keeps the alerts of a rule that stays the same`() throws {
    var book = try Self.book("")
    let query: RuleBook.Query = { (_, _) throws(EvaluationError) in try Self.vector("1") }
    _ = book.evaluate(at: Timestamp(milliseconds: 0), append: { _ in }, query: query)
    let (same, _) = RuleFile.read(
      Array(
        """
        groups:
        - name: g
          rules:
          - alert: A
            expr: m > 0
            labels: {severity: page, of: "{{ $labels.instance }}"}
        """.utf8), name: "t.yaml")
    book.replace([same])
    #expect(book.snapshot(at: Timestamp(milliseconds: 1)).alerts.count == 1)
    book.replace([])
    #expect(book.snapshot(at: Timestamp(milliseconds: 1)).alerts == [])
    var ended = 0
    _ = book.evaluate(
      at: Timestamp(milliseconds: 1000), append: { ended += $0.ended.count }, query: query)
    #expect(ended == 2)
  }

  @Test func `a rule none of whose selectors matches has no data`() throws {
    var book = try Self.book("")
    func health(_ step: Int64, _ character: Character) -> RuleStatus.Health? {
      let now = Timestamp(milliseconds: step * 10_000)
      _ = book.evaluate(at: now, append: { _ in }) { (_, _) throws(EvaluationError) in
        try Self.vector(character)
      }
      return book.snapshot(at: now).rules.first?.health
    }
    #expect(health(0, "_") == .noData)
    #expect(health(1, "1") == .ok)
    #expect(health(2, "_") == .ok)
    #expect(health(3, "!") == .error("broken"))
  }

  /// Expressions and the line they draw.
  static let thresholds: [(expression: String, line: String?)] = [
    ("m > 0.5", "m > 0.5"),
    ("0.5 < sum(rate(m[1m]))", "sum(rate(m[1m])) > 0.5"),
    ("(m / n) <= 2 * 1024 ^ 2 and on (i) n > 1", "m / n <= 2097152.0"),
    (
      "(1 - a / b) > 0.90 or (1 - a / b) > 0.80 and on (i) ALERTS{alertname=\"A\"}",
      "1 - a / b > 0.9 clears 0.8"
    ),
    ("m > 0.9 or n > 0.8 and on (i) ALERTS{alertname=\"A\"}", "m > 0.9"),
    ("m > n", nil), ("m > bool 1", nil), ("absent(m)", nil), ("1 > 0", nil),
  ]

  @Test(arguments: thresholds)
  func `a threshold is read off the expression`(expression: String, line: String?) throws {
    let text = "groups: [{name: g, rules: [{alert: A, expr: '\(expression)'}]}]"
    let (file, _) = RuleFile.read(Array(text.utf8), name: "t.yaml")
    let book = RuleBook(files: [file])
    let found = book.snapshot(at: Timestamp(milliseconds: 0)).rules.first?.threshold
    let shown = found.map { line in
      "\(line.series) \(line.comparison.rawValue) \(line.bound)"
        + (line.clearsAt.map { " clears \($0)" } ?? "")
    }
    #expect(shown == line)
  }
}
