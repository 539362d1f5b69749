import Dashboards
import Metrics
import Testing

@Suite struct InterpolationTests {
  private static let sampling = Interpolation.Sampling(
    window: .seconds(1800), step: .seconds(1), scrapeInterval: .seconds(5))

  private static func labelValues(_ name: String, isMultiple: Bool = false, all: String? = nil)
    -> Variable
  {
    var variable = Variable(
      name, kind: .labelValues(series: "up", label: name, pattern: nil))
    variable.isMultiple = isMultiple
    variable.includesAll = isMultiple
    variable.allValue = all
    return variable
  }

  private static func list(_ name: String, _ values: String...) -> Variable {
    Variable(name, kind: .list(values.map { Variable.Option(label: $0, value: $0) }))
  }

  private static let variables = [
    labelValues("job"), labelValues("instance", isMultiple: true),
    labelValues("zone", isMultiple: true, all: ".*"), list("matcher", "code=~\"5..\"", "x"),
    list("status", "5..", "4.."), Variable("limit", kind: .constant("0.9")),
    Variable("smooth", kind: .interval(["1m", "5m"])),
  ]

  private static let choices: [String: VariableChoice] = [
    "job": .value("node.exporter"), "instance": .values(["a.b:9100", "c|d:9100"]), "zone": .all,
  ]

  private static let interpolation = Interpolation(
    variables, choices: choices, options: ["zone": ["x", "y"]], sampling: sampling)

  @Test(
    arguments: [
      ("up", "up"),
      // An equality takes the value, a pattern the value escaped.
      (#"up{job="$job"}"#, #"up{job="node.exporter"}"#),
      (#"up{job=~"$job"}"#, #"up{job=~"node\\.exporter"}"#),
      (#"up{job =~ '$job'}"#, #"up{job =~ 'node\\.exporter'}"#),
      (#"up{job=~`$job`}"#, #"up{job=~`node\.exporter`}"#),
      // Several values are an alternation, escaped for the pattern and for the quotes.
      (#"up{instance=~"$instance"}"#, #"up{instance=~"(a\\.b:9100|c\\|d:9100)"}"#),
      (#"up{instance!~"${instance:regex}"}"#, #"up{instance!~"(a\.b:9100|c\|d:9100)"}"#),
      (#"up{instance=~"${instance:pipe}"}"#, #"up{instance=~"a.b:9100|c|d:9100"}"#),
      (#"up{zone=~"$zone"}"#, #"up{zone=~".*"}"#),
      (#"up{zone=~"$__all"}"#, #"up{zone=~".*"}"#),
      // What an author writes is not escaped.
      (#"up{$matcher}"#, #"up{code=~"5.."}"#),
      (#"up{code=~"[[status]]"}"#, #"up{code=~"5.."}"#),
      ("up > ${limit}", "up > 0.9"),
      ("rate(x[$smooth])", "rate(x[1m])"),
      // Time.
      ("rate(x[$__rate_interval])", "rate(x[20s])"),
      ("$__rate(x[$__rate_interval])", "irate(x[20s])"),
      ("rate(x[$__interval]) * $__interval_ms", "rate(x[1s]) * 1000"),
      ("increase(x[$__range]) / $__range_s", "increase(x[30m]) / 1800"),
      // What means nothing stays.
      (#"label_replace(up, "a", "$1-$unknown", "b", "(.*)$")"#, nil),
      ("up{job=~\"x$\"} # $job is ${job", nil),
      ("${} $ [[ ${job:} [[job]", nil),
    ] as [(String, String?)])
  func `values stand where an expression refers to them`(template: String, expected: String?) {
    var expected = expected ?? template
    if template.hasPrefix("up{job=~\"x$") { expected = "up{job=~\"x$\"} # node.exporter is ${job" }
    if template.hasPrefix("${}") { expected = "${} $ [[ node.exporter [[job]" }
    #expect(Self.interpolation.expression(template).text == expected)
  }

  @Test(arguments: [
    ("a\"b", #"up{job="a\"b"}"#), (#"a\b"#, #"up{job="a\\b"}"#), ("a\nb", #"up{job="a\x0ab"}"#),
    ("é", #"up{job="é"}"#),
  ])
  func `a value never ends the text around it`(value: String, expected: String) {
    let interpolation = Interpolation(
      Self.variables, choices: ["job": .value(ByteString(value))], sampling: Self.sampling)
    #expect(interpolation.expression(#"up{job="$job"}"#).text == expected)
  }

  @Test func `bytes that are no UTF-8 are escaped`() {
    let interpolation = Interpolation(
      Self.variables, choices: ["job": .value(ByteString([0x61, 0xff]))], sampling: Self.sampling)
    #expect(interpolation.expression(#"up{job="$job"}"#).text == #"up{job="a\xff"}"#)
  }

  @Test(arguments: [
    ("CPU of $instance", "CPU of a.b:9100 + c|d:9100"), ("$zone, ${job}", "All, node.exporter"),
    ("[[instance:csv]]", "a.b:9100,c|d:9100"), ("last $__range", "last 30m"), ("100 $", "100 $"),
  ])
  func `titles have the values as people read them`(template: String, expected: String) {
    #expect(Self.interpolation.title(template) == expected)
  }

  @Test(arguments: [
    ("{{mode}} on {{ instance }}", "idle on web-1"), ("$job {{nothing}}|", "node.exporter |"),
    ("{{mode", "{{mode"), ("plain", "plain"), ("{{mode}}{{instance}}", "idleweb-1"),
  ])
  func `a legend has the values of labels`(template: String, expected: String) {
    let labels = Labels([("mode", "idle"), ("instance", "web-1")])
    #expect(Self.interpolation.legend(template, labels: labels) == expected)
  }

  @Test(
    arguments: [
      (1, 5, nil, 20), (60, 15, nil, 75), (1, 1, nil, 4), (1, 5, 0, 10), (1, 5, 6, 11),
      (1, 5, 15, 20), (1, 5, 600, 20),
    ] as [(Int, Int, Int?, Int)])
  func `a rate's range has four samples, and is no longer than the history`(
    step: Int, interval: Int, history: Int?, range: Int
  ) {
    let sampling = Interpolation.Sampling(
      window: .seconds(3600), step: .seconds(step), scrapeInterval: .seconds(interval),
      history: history.map { .seconds($0) })
    #expect(sampling.rateInterval == .seconds(range))
  }

  @Test func `a place in the expression is found in the template`() {
    let text = Self.interpolation.expression(#"a{job="$job"} + $limit )"#)
    #expect(text.text == #"a{job="node.exporter"} + 0.9 )"#)
    let offsets = [0, 7, 12, 20, 21, 25, 27, 29].map { text.templateOffset(of: $0) }
    #expect(offsets == [0, 7, 7, 11, 12, 16, 16, 23])
  }

  @Test func `all values without a written pattern are an alternation of what there is`() {
    let instance = Self.labelValues("instance", isMultiple: true)
    let template = #"up{instance=~"$instance"}"#
    let known = Interpolation(
      [instance], choices: ["instance": .all], options: ["instance": ["a", "b"]],
      sampling: Self.sampling)
    #expect(known.expression(template).text == #"up{instance=~"(a|b)"}"#)
    let unknown = Interpolation([instance], choices: ["instance": .all], sampling: Self.sampling)
    #expect(unknown.expression(template).text == #"up{instance=~".*"}"#)
    let none = Interpolation(
      [instance], choices: ["instance": .values([])], sampling: Self.sampling)
    #expect(none.expression(template).text == #"up{instance=~"()"}"#)
  }
}
