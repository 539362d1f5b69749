import Documents
import Metrics
import Rules
import Testing

@Suite struct RuleFileTests {
  /// A rule of a group, at line 4 and column 7 of the file.
  static func file(_ rule: String) -> [UInt8] {
    Array("groups:\n  - name: g\n    rules:\n    - \(rule)\n".utf8)
  }

  /// Files, and what is said of them.
  static let problems: [(text: String, problems: [String])] = [
    ("", []),
    ("groups:\n", []),
    ("groups: []\n", []),
    ("group: []\n", ["t.yaml:1:1: unknown key 'group'; expected 'groups'"]),
    ("- a\n", ["t.yaml:1:1: found a list as the file; expected a mapping"]),
    ("groups: 1\n", ["t.yaml:1:9: found '1' as 'groups'; expected a list"]),
    (
      "groups:\n- name: a\n- name: a\n- interval: 1\n  limit: x\n",
      [
        "t.yaml:3:3: group 'a' is repeated; the first stands at 2:3; expected another name",
        "t.yaml:4:3: a group has no 'name'; expected one",
        "t.yaml:4:13: found '1' as 'interval'; expected a duration such as '30s' or '1h30m'",
        "t.yaml:5:10: found 'x' as 'limit'; expected a whole number",
      ]
    ),
    ("a: 1\na: 2\n", ["t.yaml:2:1: duplicate key 'a'; the first stands at 1:1"]),
    (
      "groups: []\n---\ngroups: []\n",
      ["t.yaml:2:1: found a second document, which is not read; expected one"]
    ),
  ]

  @Test(arguments: problems)
  func `all that is wrong with a file is told by position`(text: String, problems: [String]) {
    let found = RuleFile.read(Array(text.utf8), name: "t.yaml").problems
    #expect(found.map(\.description) == problems)
  }

  /// Rules, and what is said of them.
  static let rules: [(rule: String, problems: [String])] = [
    ("{record: 'a:b', expr: up}", []),
    ("{alert: A, expr: 1, for: 0, keep_firing_for: 5m}", []),
    (
      "{alert: A, exprs: up}",
      [
        "t.yaml:4:7: a rule has no 'expr'; expected an expression",
        "t.yaml:4:18: unknown key 'exprs'; expected 'expr'",
      ]
    ),
    (
      "{expr: up}",
      ["t.yaml:4:7: a rule has neither 'record' nor 'alert'; expected one of them"]
    ),
    (
      "{alert: A, record: b, expr: up}",
      ["t.yaml:4:7: a rule has both 'record' and 'alert'; expected one of them"]
    ),
    (
      "{record: b, expr: up, for: 5m}",
      ["t.yaml:4:34: found 'for' in a recording rule; expected it in an alerting rule only"]
    ),
    (
      "{record: 'a{b}', expr: up}",
      [
        "t.yaml:4:16: found 'a{b}' as the name to record; expected a metric name without braces"
      ]
    ),
    (
      "{alert: A, expr: up, labels: {__name__: x}}",
      [
        "t.yaml:4:37: found '__name__' as the name of a label; expected a name that is not empty "
          + "and not '__name__'"
      ]
    ),
    (
      "{alert: A, expr: up, annotations: {summary: 'of {{ $label.x }}'}}",
      ["t.yaml:4:58: in the template of 'summary': undefined variable \"$label\""]
    ),
    ("{record: a, expr: up, labels: {b: '{{ $label.x }}'}}", []),
    (
      "{alert: A, expr: up, labels: [x]}",
      ["t.yaml:4:36: found a list as 'labels'; expected a mapping"]
    ),
  ]

  @Test(arguments: rules)
  func `all that is wrong with a rule is told by position`(rule: String, problems: [String]) {
    let found = RuleFile.read(Self.file(rule), name: "t.yaml").problems
    #expect(found.map(\.description) == problems)
  }

  @Test func `a mistake in an expression has its line and a caret`() throws {
    let text = "alert: A\n      expr: |\n        sum(up)\n          by (job) +\n          == 1\n"
    let problem = try #require(RuleFile.read(Self.file(text), name: "t.yaml").problems.first)
    #expect(problem.position == Position(line: 8, column: 11))
    #expect(problem.line == "          == 1")
    #expect(problem.rendered.hasSuffix("\n          == 1\n          ^"))
  }

  @Test func `a rule keeps what its file says`() throws {
    let text = """
      groups:
        - name: g
          interval: 30s
          query_offset: 1m
          limit: 5
          labels: {team: a, of: group}
          rules:
            - alert: A
              expr: up == 0   # remark
              for: 5m
              labels:
                of: rule
      """
    let (file, problems) = RuleFile.read(Array(text.utf8), name: "t.yaml")
    #expect(problems == [])
    let group = try #require(file.groups.first)
    #expect(group.interval == .seconds(30))
    #expect(group.queryOffset == .seconds(60))
    #expect(group.limit == 5)
    let rule = try #require(group.rules.first)
    #expect(rule.position == Position(line: 8, column: 9))
    #expect(rule.expressionText == "up == 0")
    #expect(rule.writtenLabels == ["team": "a", "of": "rule"])
    #expect(
      rule.text
        == "alert: A\nexpr: up == 0   # remark\nfor: 5m\nlabels:\n  of: rule")
  }

  @Test func `a duplicate is a warning, told once`() {
    let rule = "  - {record: a, expr: up}\n"
    let text = "groups:\n- name: g\n  rules:\n" + rule + rule + rule
    let problems = RuleFile.read(Array(text.utf8), name: "t.yaml").problems
    #expect(
      problems.map(\.description) == [
        "t.yaml:5:5: rule 'a' repeats the name and labels of the one at 4:5; "
          + "expected another name or label"
      ])
    #expect(problems.map(\.severity) == [.warning])
  }
}
