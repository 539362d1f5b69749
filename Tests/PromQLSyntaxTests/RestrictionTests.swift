import Metrics
import PromQLSyntax
import Testing

@Suite struct RestrictionTests {
  @Test(arguments: [
    ("x", "x{cpu=\"3\",job=\"n\"}"),
    ("irate(x{job=\"n\"}[5s])", "irate(x{cpu=\"3\",job=\"n\"}[5s])"),
    ("sum by (cpu) (rate(x[5m]))", "sum by (cpu) (rate(x{cpu=\"3\"}[5m]))"),
    ("sum(rate(x[5m]))", "sum(rate(x[5m]))"),
    ("sum without (job) (x)", "sum without (job) (x{cpu=\"3\"})"),
    ("topk(3, x)", "topk(3, x{cpu=\"3\",job=\"n\"})"),
    ("a - b", "a{cpu=\"3\",job=\"n\"} - b{cpu=\"3\",job=\"n\"}"),
    ("a / on (cpu) b", "a{cpu=\"3\"} / on (cpu) b{cpu=\"3\"}"),
    (
      "a / on (job) group_left (cpu) b",
      "a{job=\"n\"} / on (job) group_left (cpu) b{cpu=\"3\",job=\"n\"}"
    ),
    (
      "a / ignoring (cpu) group_left () b",
      "a{cpu=\"3\",job=\"n\"} / ignoring (cpu) group_left () b{job=\"n\"}"
    ),
    ("a and on (job) b", "a{cpu=\"3\",job=\"n\"} and on (job) b{job=\"n\"}"),
    (
      "label_replace(x, \"cpu\", \"$1\", \"core\", \"(.*)\")",
      "label_replace(x{job=\"n\"}, \"cpu\", \"$1\", \"core\", \"(.*)\")"
    ),
    ("{__name__=~\"x|y\"}", "{__name__=~\"x|y\",cpu=\"3\",job=\"n\"}"),
    ("1 - scalar(x) * y", "1 - scalar(x) * y{cpu=\"3\",job=\"n\"}"),
    ("max_over_time(x[1h:1m])", "max_over_time(x{cpu=\"3\",job=\"n\"}[1h:1m])"),
  ])
  func `labels of a result are asked of the selectors that bring them`(
    text: String, expected: String
  ) throws {
    let labels: Labels = ["cpu": "3", "job": "n"]
    let restricted = try Parser.parse(text).restricted(to: labels)
    #expect(restricted.description == expected)
    #expect(try Parser.parse(restricted.description).description == expected)
  }
}
