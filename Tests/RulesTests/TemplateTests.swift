import Metrics
import Rules
import Testing

@Suite struct TemplateTests {
  static let labels: Labels = [
    "__name__": "up", "instance": "db-1.example.com:9100", "job": "node", "mount-point": "/var",
  ]

  static func context(_ value: Double = 0.95421) -> TemplateContext {
    var context = TemplateContext(
      alertLabels: labels, value: value, externalLabels: ["monitor": "ringside"],
      now: Timestamp(milliseconds: 1_700_000_000_000))
    context.query = { text in
      guard text == "up" else { return .success([]) }
      return .success([
        (labels: ["instance": "b"], value: 2), (labels: ["instance": "a"], value: 1),
      ])
    }
    return context
  }

  static let expansions: [(text: String, result: String)] = [
    ("plain", "plain"),
    ("{{ $labels.instance }} is at {{ $value }}", "db-1.example.com:9100 is at 0.95421"),
    ("{{$labels.job}}/{{.Labels.job}}/{{ index $labels \"mount-point\" }}", "node/node//var"),
    ("[{{ $labels.missing }}]", "[]"),
    ("{{ $externalLabels.monitor }} {{ .ExternalLabels.monitor }}", "ringside ringside"),
    ("{{ printf \"%.2f\" $value }} {{ $value | printf \"%.1f%%\" }}", "0.95 1.0%"),
    ("{{ $value | humanizePercentage }}", "95.42%"),
    ("{{ $value | humanize }} {{ .Value | humanize1024 }}", "954.2m 0.9542"),
    ("{{ 90061.5 | humanizeDuration }}", "1d 1h 1m 1s"),
    ("{{ 1.5 | humanizeDuration }}, {{ 0.0015 | humanizeDuration }}", "1.5s, 1.5ms"),
    ("{{ if gt $value 0.9 }}high{{ else if gt $value 0.5 }}mid{{ else }}low{{ end }}", "high"),
    ("{{ with $labels.missing }}x{{ else }}none{{ end }}", "none"),
    ("{{ with query \"up\" }}{{ . | first | value }}{{ end }}", "2"),
    (
      "{{ range query \"up\" | sortByLabel \"instance\" }}{{ .Labels.instance }}={{ .Value }} "
        + "{{ end }}", "a=1 b=2 "
    ),
    ("{{ range $i, $s := query \"up\" }}{{ $i }}{{ $s.Labels.instance }}{{ end }}", "0b1a"),
    (
      "{{ range query \"up\" }}{{ if eq .Value 1.0 }}{{ break }}{{ end }}{{ .Value }}{{ end }}", "2"
    ),
    ("{{ range query \"none\" }}x{{ else }}nothing{{ end }}", "nothing"),
    ("{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}", "2"),
    ("a {{- /* remark */ -}} b", "ab"),
    ("a\n{{- $labels.job -}}\n b", "anodeb"),
    (
      "{{ reReplaceAll \"^([^.]+)\\\\..*:(\\\\d+)$\" \"$1 on ${2}\" $labels.instance }}",
      "db-1 on 9100"
    ),
    ("{{ reReplaceAll \"a*\" \"-\" \"baac\" }}", "-b-c-"),
    ("{{ reReplaceAll \"(?P<n>b)\" \"<${n}$$>\" \"abc\" }}", "a<b$>c"),
    ("{{ match \"db-[0-9]\" $labels.instance }}", "true"),
    ("{{ $labels.instance | stripPort | stripDomain | toUpper }}", "DB-1"),
    ("{{ \"hello wide world\" | title }}", "Hello Wide World"),
    ("{{ or $labels.missing \"fallback\" }} {{ and 1 0 }} {{ not true }}", "fallback 0 false"),
    ("{{ and (eq $labels.job \"node\" \"x\") (ne 1 2) }}", "true"),
    ("{{ len $labels.job }} {{ print 1 2 \"x\" 3 }} {{ slice \"abcdef\" 1 3 }}", "4 1 2x3 bc"),
    ("{{ define \"t\" }}<{{ . }}>{{ end }}{{ template \"t\" $labels.job }}", "<node>"),
    (
      "{{ define \"t\" }}<{{ .arg0 }}{{ .arg1 }}>{{ end }}{{ template \"t\" (args 1 \"b\") }}",
      "<1b>"
    ),
    ("{{ `raw \\n` }}{{ \"\\t\\u00e9\" }}", "raw \\n\té"),
    ("{{ $labels }}", "map[__name__:up instance:db-1.example.com:9100 job:node mount-point:/var]"),
    ("{{ 1435065584.128 | humanizeTimestamp }}", "2015-06-23 13:19:44.128 +0000 UTC"),
    ("{{ (1435065584 | toTime).Format \"2 Jan 06 3:04PM\" }}", "23 Jun 15 1:19PM"),
    ("{{ (now | toTime).Weekday }} {{ (5400 | toDuration).String }}", "Tuesday 1h30m0s"),
    (
      "{{ graphLink \"up{job=\\\"x\\\"} > 1\" }}",
      "/graph?g0.expr=up%7Bjob%3D%22x%22%7D+%3E+1&g0.tab=0"
    ),
  ]

  @Test(arguments: expansions)
  func `a template expands`(text: String, result: String) throws {
    #expect(try Template(ByteString(text)).expand(Self.context()).text == result)
  }

  /// Formats with arguments, and what Go's `fmt.Sprintf` prints.
  static let formats: [(call: String, result: String)] = [
    ("\"%5.1f|%-6.2f|%06.1f|%+d\" 3.14159 2.5 -2.55 7", "  3.1|2.50  |-002.5|+7"),
    ("\"%v %v %v\" 1000000.0 123456.0 0.00001", "1e+06 123456 1e-05"),
    ("\"%s %q %x\" \"a\" \"b\\\"\" \"hi\"", "a \"b\\\"\" 6869"),
    ("\"%d %x %o %b %c\" 42 255 8 5 65", "42 ff 10 101 A"),
    ("\"%e %E %g %.3g\" 12345.678 0.5 1e21 12345.0", "1.234568e+04 5.000000E-01 1e+21 1.23e+04"),
    ("\"%.4g %.4g %.4g\" 100.0 1234.5 0.00012346", "100 1234 0.0001235"),
    ("\"%.0f %.0f %.0f %.1f\" 0.5 1.5 2.5 0.25", "0 2 2 0.2"),
    ("\"%d\" 1.5", "%!d(float64=1.5)"),
    ("\"%s\" 1.5", "%!s(float64=1.5)"),
    ("\"%d %d\" 1", "1 %!d(MISSING)"),
    ("\"%d\" 1 2", "1%!(EXTRA int=2)"),
    ("\"100%\"", "100%!(NOVERB)"),
    ("\"%5s|%-5s|%.2s\" \"ab\" \"ab\" \"abc\"", "   ab|ab   |ab"),
    ("\"%t %v %T\" true false 1.0", "true false float64"),
    ("\"%99999999d\" 1", "%!(BADWIDTH)1"),
    ("\"%*d\" 4 7", "   7"),
    ("\"%.20f\" 0.1", "0.10000000000000000555"),
  ]

  @Test(arguments: formats)
  func `printf prints as Go does`(call: String, result: String) throws {
    #expect(try Template(ByteString("{{ printf \(call) }}")).expand(Self.context()).text == result)
  }

  /// Templates that are refused when they are read, the mistake marked by `¡`.
  static let mistakes: [(text: String, message: String)] = [
    ("{{ ¡$label.job }}", "undefined variable \"$label\""),
    ("{{ $value | ¡humanise }}", "function \"humanise\" not defined"),
    ("a {{ if true }}b¡", "unexpected EOF"),
    ("a {{ ¡end }}", "unexpected {{end}}"),
    ("{{ $value¡", "unclosed action"),
    ("{{ ¡\"x }}", "unterminated quoted string"),
    ("{{ ¡}}", "missing value for command"),
    ("{{ $value | ¡1 }}", "non executable command in pipeline stage 2"),
    ("{{ (1 ¡}}", "unclosed left paren"),
    ("{{ 1 ¡) }}", "unexpected right paren"),
    ("{{ $x¡% }}", "bad character U+0025 '%'"),
    ("{{ ¡% }}", "unrecognized character in action: U+0025 '%'"),
    ("{{ if ¡}}x{{ end }}", "missing value for if"),
    ("{{ ¡break }}", "{{break}} outside {{range}}"),
    ("{{ ¡1x }}", "bad number syntax: \"1x\""),
    ("{{ $labels.job ¡:= 1 }}", "unexpected <:=> in operand"),
  ]

  @Test(arguments: mistakes)
  func `a template with a mistake is refused where it is`(text: String, message: String) throws {
    let parts = text.split(separator: "¡", omittingEmptySubsequences: false)
    let plain = ByteString(parts.joined())
    let error = #expect(throws: TemplateError.self) { try Template(plain) }
    #expect(error?.message == message)
    #expect(error?.offset == parts[0].utf8.count)
  }

  static let failures: [(text: String, message: String)] = [
    (
      "{{ .Labls }}",
      "executing \"template\" at <.Labls>: can't evaluate field Labls in type struct"
    ),
    (
      "{{ $value | toUpper }}",
      "executing \"template\" at <toUpper>: wrong type for value; expected string; got float64"
    ),
    (
      "{{ query \"none\" | first }}",
      "executing \"template\" at <first>: error calling first: first() called on vector with "
        + "no elements"
    ),
    (
      "{{ lt $value 1 }}",
      "executing \"template\" at <lt $value 1>: error calling lt: incompatible types for comparison"
    ),
    (
      "{{ humanize }}",
      "executing \"template\" at <humanize>: wrong number of args for humanize: want 1 got 0"
    ),
    (
      "{{ range $value }}{{ end }}",
      "executing \"template\" at <$value>: range can't iterate over 0.95421"
    ),
    (
      "{{ reReplaceAll \"(\" \"\" \"x\" }}",
      "executing \"template\" at <reReplaceAll \"(\" \"\" ...>: error calling reReplaceAll: "
        + "error parsing regexp: missing ): (?-s:()"
    ),
    (
      "{{ define \"t\" }}{{ template \"t\" }}{{ end }}{{ template \"t\" }}",
      "executing \"template\": exceeded maximum template depth (100)"
    ),
    (
      "{{ define \"t\" }}{{ printf \"%1000d\" 1 }}{{ end }}{{ range 10000 }}{{ template \"t\" }}{{ end }}",
      "executing \"template\" at <printf \"%1000d\" 1>: the text grows beyond 1 MiB"
    ),
  ]

  @Test(arguments: failures)
  func `a template without a value says why`(text: String, message: String) throws {
    let template = try Template(ByteString(text))
    let error = #expect(throws: TemplateError.self) { try template.expand(Self.context()) }
    #expect(error?.message == message)
  }

  @Test func `deep nesting is refused and does not overflow the stack`() {
    for opening in ["(", "{{ if true }}"] {
      let text = "{{ " + String(repeating: opening, count: 50_000)
      #expect(throws: TemplateError.self) { try Template(ByteString(text)) }
    }
    let text = ByteString(String(repeating: "{{ if true }}", count: 50_000))
    let error = #expect(throws: TemplateError.self) { try Template(text) }
    #expect(error?.message == "nested too deeply")
  }

  @Test func `bytes that are no UTF-8 pass through`() throws {
    var context = TemplateContext(
      alertLabels: Labels([(name: ByteString("x"), value: ByteString([0xff, 0x41]))]), value: 1,
      now: Timestamp(milliseconds: 0))
    context.externalURL = ""
    let template = try Template("{{ $labels.x }}")
    #expect(try template.expand(context) == ByteString([0xff, 0x41]))
  }
}
