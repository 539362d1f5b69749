import Metrics
import PromQLSyntax
import Testing

@Suite struct ParserTests {
  /// A text that is no expression, and what is said of it.
  static let mistakes: [(text: String, rendered: String)] = [
    (
      "rate(http_total[])",
      """
      query:1:17: unexpected "]" in subquery or range selector, expected number, duration, step(), \
      or range()
      rate(http_total[])
                      ^
      """
    ),
    (
      "sum by (job) (\n\trate(up)\n)",
      """
      query:2:7: expected type range vector in call to function "rate", got instant vector
      \trate(up)
      \t     ^
      """
    ),
    ("up{job=\"é\"} +", "query:1:15: unexpected end of input\nup{job=\"é\"} +\n             ^"),
    (
      "up{job=~\"(\"}",
      "query:1:4: invalid regular expression '(': missing ): (\nup{job=~\"(\"}\n   ^"
    ),
    ("rat(up)", "query:1:1: unknown function with name \"rat\"\nrat(up)\n^"),
    (
      "1 > 2",
      "query:1:3: comparisons between scalars must use BOOL modifier\n1 > 2\n  ^"
    ),
    ("up[5m:][1m]", "query:1:8: ranges only allowed for vector selectors\nup[5m:][1m]\n       ^"),
    ("\u{e9}", "query:1:1: unexpected character: 'é'\né\n^"),
    ("up #", ""),
    (
      "label_join(up, \"a\", \",\", 1)",
      """
      query:1:26: expected type string in call to function "label_join", got scalar
      label_join(up, "a", ",", 1)
                               ^
      """
    ),
  ]

  @Test(arguments: mistakes)
  func `a mistake is shown at its place`(text: String, rendered: String) {
    let source = ByteString(text)
    do {
      _ = try Parser.parse(source)
      #expect(rendered == "")
    } catch {
      #expect(error.rendered(in: source) == rendered)
    }
  }

  /// Experimental syntax and the flag that it needs.
  static let experimental: [(text: String, flag: String)] = [
    ("sort_by_label(up, \"job\")", "promql-experimental-functions"),
    ("limitk(3, up)", "promql-experimental-functions"),
    ("up[2 * 5m]", "promql-duration-expr"),
    ("up offset (5m)", "promql-duration-expr"),
    ("rate(up[5m] anchored)", "promql-extended-range-selectors"),
    ("up + fill (0) down", "promql-binop-fill-modifiers"),
  ]

  @Test(arguments: experimental)
  func `experimental syntax needs its flag`(text: String, flag: String) throws {
    let error = #expect(throws: SyntaxError.self) { try Parser.parse(text) }
    #expect(error?.message.hasSuffix("--enable-feature=\(flag)") == true)
    var options = ParserOptions()
    let known = [options.enable(flag), options.enable("no-such-flag")]
    #expect(known == [true, false])
    _ = try Parser.parse(text, options: options)
  }

  /// A piece of text, repeated to a megabyte, and what is said of it.
  static let megabytes: [(piece: String, last: String, message: String)] = [
    ("(", "", "expression is nested deeper than 250 levels"),
    ("-", "1", "expression is nested deeper than 250 levels"),
    ("- + ", "a", "expression is nested deeper than 250 levels"),
    ("1^", "1", "expression is nested deeper than 250 levels"),
    ("sum(", "a", "expression is nested deeper than 250 levels"),
    ("abs(", "a", "expression is nested deeper than 250 levels"),
    ("vector(scalar(", "a", "expression is nested deeper than 250 levels"),
    ("max_over_time(", "a[5m:1m]", "expression is nested deeper than 250 levels"),
    ("topk(", "1", "expression is nested deeper than 250 levels"),
    ("a+", "a", "expression has more than 1000 operators in a chain"),
    ("a or ", "a", "expression has more than 1000 operators in a chain"),
    ("1 > bool ", "1", "expression has more than 1000 operators in a chain"),
    ("a[", "", "unexpected character: 'a', expected ':'"),
    ("{", "", "unexpected left brace '{'"),
  ]

  @Test(arguments: megabytes)
  func `a megabyte is an error, not an overflow`(piece: String, last: String, message: String) {
    let text = String(repeating: piece, count: (1 << 20) / piece.utf8.count) + last
    let error = #expect(throws: SyntaxError.self) { try Parser.parse(text) }
    #expect(error?.message == message)
    #expect((error?.rendered(in: ByteString(text)).utf8.count ?? 0) < 800)
  }

  @Test func `of a long line what is near the mistake is shown`() {
    let text = String(repeating: "é", count: 200) + "\n" + String(repeating: "a + ", count: 100)
    let error = SyntaxError(message: String(repeating: "m", count: 500), range: 601..<602)
    let shown = error.rendered(in: ByteString(text))
    let message = String(repeating: "m", count: 200) + " … " + String(repeating: "m", count: 80)
    #expect(
      shown == """
        query:2:201: \(message)
        …\(String(repeating: "a + ", count: 40))…
        \(String(repeating: " ", count: 81))^
        """)
    let early = SyntaxError(message: "m", range: 3..<4).rendered(in: ByteString(text))
    #expect(
      early == "query:1:4: m\n\(String(repeating: "é", count: 80))…\n  ^")
  }

  @Test func `a chain too long is an error, and a long one is none`() throws {
    let error = #expect(throws: SyntaxError.self) {
      try Parser.parse("a" + String(repeating: " or a", count: 100_000))
    }
    #expect(error?.message == "expression has more than 1000 operators in a chain")
    _ = try Parser.parse("a" + String(repeating: " or a", count: 900))
    let duration = #expect(throws: SyntaxError.self) {
      try Parser.parse("a[1" + String(repeating: "+1", count: 10_000) + "]", options: .everything)
    }
    #expect(duration?.message == "duration has more than 250 operators")
  }

  /// An expression and the same with all parentheses that its operators imply.
  static let groups: [(text: String, grouped: String)] = [
    ("a or b and c", "(a or (b and c))"),
    ("a and b unless c", "((a and b) unless c)"),
    ("a == b + c * d ^ e", "(a == (b + (c * (d ^ e))))"),
    ("a ^ b ^ c", "(a ^ (b ^ c))"),
    ("a - b - c", "((a - b) - c)"),
    ("-a ^ b", "(-(a ^ b))"),
    ("-a * b", "((-a) * b)"),
    ("a atan2 b % c", "((a atan2 b) % c)"),
    ("a * -b", "(a * (-b))"),
    ("-a offset 5m", "(-a offset 5m)"),
  ]

  @Test(arguments: groups)
  func `operators bind as documented`(text: String, grouped: String) throws {
    #expect(Self.grouped(try Parser.parse(text)) == grouped)
  }

  private static func grouped(_ expression: Expression) -> String {
    switch expression.kind {
    case .binary(let binary, let left, let right):
      "(\(grouped(left)) \(binary) \(grouped(right)))"
    case .unary(_, let inner): "(-\(grouped(inner)))"
    default: expression.description
    }
  }

  /// Numbers and durations, and their values.
  static let numbers: [(text: String, value: Double)] = [
    ("1_000", 1000), ("0x1F", 31), ("0x_53_AB", 0x53AB), ("0755", 493), ("08", 8), (".5", 0.5),
    ("5.", 5), ("1e3", 1000), (".123_456", 0.123456), ("iNf", .infinity), ("1h30m", 5400),
    ("1ms", 0.001), ("9223372036854775807", 9.223372036854775807e18), ("1e-400", 0),
  ]

  @Test(arguments: numbers)
  func `a number has its value`(text: String, value: Double) throws {
    guard case .number(let number, _) = try Parser.parse(text).kind else {
      Issue.record("no number")
      return
    }
    #expect(number == value)
  }

  @Test func `every function says how it is used`() {
    #expect(FunctionSignature.named("round")?.usage == "round(instant vector, [scalar])")
    #expect(FunctionSignature.all.allSatisfy { !$0.summary.isEmpty })
  }

  @Test func `a bare selector gives its conditions`() throws {
    let matchers = try Parser.parseSelector(#"up{job!="a"}"#)
    #expect(matchers.map(\.operation) == [.notEqual, .equal])
    #expect(throws: SyntaxError.self) { try Parser.parseSelector("up[5m]") }
  }
}
