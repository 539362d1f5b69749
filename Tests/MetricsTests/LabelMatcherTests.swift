import Metrics
import Testing

@Suite struct LabelMatcherTests {
  @Test(arguments: [
    ("a", ["a"]), ("a|b", ["a", "b"]), ("(a|b)", ["a", "b"]), ("idle|iowait", ["idle", "iowait"]),
    (#"web\.one:9100|web-2"#, ["web.one:9100", "web-2"]), (#"a\|b|c"#, ["a|b", "c"]),
    ("a|", ["a", ""]), ("", [""]), ("with space|/mount", ["with space", "/mount"]),
    (#"\(a\)"#, ["(a)"]),
  ])
  func `a pattern that names values is a choice of them`(pattern: String, expected: [String]) throws
  {
    let matcher = try LabelMatcher("x", .matches, ByteString(pattern))
    #expect(matcher.alternatives?.map(\.text) == expected)
    for value in expected { #expect(matcher.matches(ByteString(value))) }
  }

  @Test(arguments: [
    "a.b", "a+", ".*", "a|b*", "[ab]", "(a|b)c", "(a)|(b)", "((a|b))", "a{2}", "^a", "a$", "(?i)a",
    #"\d"#, #"\x41"#, "é|a", "a\nb", #"\ba"#,
  ])
  func `any other pattern is tried`(pattern: String) throws {
    #expect(try LabelMatcher("x", .matches, ByteString(pattern)).alternatives == nil)
  }

  @Test(arguments: [LabelMatcher.Operation.equal, .notEqual, .doesNotMatch])
  func `only a match is a choice`(operation: LabelMatcher.Operation) throws {
    #expect(try LabelMatcher("x", operation, "a|b").alternatives == nil)
  }

  /// Whatever the pattern: the choice and the expression select the same of many values.
  @Test func `a choice selects what the expression does`() throws {
    let pieces = ["a", "b", "", ".", "\\.", "|", "\\|", "(", ")", "-", " ", "c"]
    let values = [
      "", "a", "b", "ab", "a.", "a|b", "a-", ".", "|", "(a", "c", "abc", " ", "a b", "b.c",
    ]
    var state: UInt64 = 7
    var choices = 0
    for _ in 0..<4000 {
      var pattern = ""
      for _ in 0..<5 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        pattern += pieces[Int(state >> 33) % pieces.count]
      }
      guard let matcher = try? LabelMatcher("x", .matches, ByteString(pattern)),
        let alternatives = matcher.alternatives
      else { continue }
      choices += 1
      for value in values {
        let isChosen = alternatives.contains(ByteString(value))
        #expect(matcher.matches(ByteString(value)) == isChosen, "\(pattern) and \(value)")
      }
    }
    #expect(choices > 500, "\(choices) of 4000 patterns are choices")
  }
}
