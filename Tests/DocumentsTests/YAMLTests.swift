import Documents
import Metrics
import Testing

@Suite struct YAMLTests {
  /// A text and its tree.
  static let documents: [(text: String, outline: String)] = [
    ("", "@1:1"),
    ("# only a remark\n", "@2:1"),
    ("a: 1\nb:\n  - on\n  - 'x'\n", #"{a@1:1=1@1:4, b@2:1=[on@3:5, "x"@4:5]@3:3}@1:1"#),
    ("{a: [1, 2], b: {}}", "{a@1:2=[1@1:6, 2@1:9]@1:5, b@1:13={}@1:16}@1:1"),
    ("expr: |\n  up\n  == 0\n", #"{expr@1:1="up⏎== 0⏎"@1:7}@1:1"#),
    ("expr: >-\n  up\n  == 0\n", #"{expr@1:1="up == 0"@1:7}@1:1"#),
    ("größe: é\nb: 2", "{größe@1:1=é@1:8, b@2:1=2@2:4}@1:1"),
    ("\u{FEFF}a: 1", "{a@1:1=1@1:4}@1:1"),
    ("a: !!str 1\nb: ~", #"{a@1:1="1"@1:4, b@2:1=~@2:4}@1:1"#),
    ("a: &x {k: 1}\nb: *x\n", "{a@1:1={k@1:8=1@1:11}@1:4, b@2:1={k@1:8=1@1:11}@1:4}@1:1"),
    (
      "base: &x {k: 1, l: 2}\nb:\n  <<: *x\n  l: 3\n",
      "{base@1:1={k@1:11=1@1:14, l@1:17=2@1:20}@1:7, "
        + "b@2:1={l@4:3=3@4:6, k@1:11=1@1:14}@3:3}@1:1"
    ),
  ]

  @Test(arguments: documents)
  func `a text becomes a tree that knows its places`(text: String, outline: String) throws {
    #expect(try YAML.read(Array(text.utf8)).root.outline == outline)
  }

  /// A text that is refused, and why.
  static let refusals: [(text: String, error: String)] = [
    ("a: 1\nb: 2\na: 3\n", "3:1: duplicate key 'a'; the first stands at 1:1"),
    ("a:\n\tb: 1\n", "2:1: found a tab; expected spaces for indentation"),
    (
      "a: 1\n  b: 2\n",
      "2:4: found ':'; expected a line of its own, deeper by indentation, "
        + "or quotes around a text with ': '"
    ),
    (
      "a: [1, 2\nb: 3\n",
      "2:2: found ':'; expected ',' or ']' of the list in brackets that begins at 1:4"
    ),
    (
      "a: 'x\n",
      "2:1: found the end of the text; expected the closing quote of the text that begins at 1:4"
    ),
    ("a: *x\n", "1:4: alias '*x' names nothing; expected '&x' on an earlier value"),
    ("a: &x [*x]\n", "1:8: alias '*x' names nothing; expected '&x' on an earlier value"),
    ("? [a]\n: 1\n", "1:3: found a list as a key; expected a text"),
    ("a: !secret x\n", "1:4: found the tag '!secret'; expected a value without a tag"),
    ("<<: 1\n", "1:5: found '1' after '<<'; expected a mapping or a list of mappings"),
    ("a: @x\n", "1:4: found '@'; expected a value, quoted if it begins like this"),
    ("a: x\u{1}y\n", "1:5: found a control character; expected it escaped in double quotes"),
    (
      "a:\n- 1\n b: 2\n",
      "3:3: found ':'; expected a line of its own, deeper by indentation, "
        + "or quotes around a text with ': '"
    ),
  ]

  @Test(arguments: refusals)
  func `a text that is no document says where and what was expected`(text: String, error: String) {
    let thrown = #expect(throws: DocumentError.self) { try YAML.read(Array(text.utf8)) }
    #expect(thrown?.description == error)
  }

  @Test func `bytes that are no UTF-8 are refused where they stand`() {
    let thrown = #expect(throws: DocumentError.self) {
      try YAML.read(Array("a: b\nc: ".utf8) + [0xff, 0x0a])
    }
    #expect(thrown?.description == "2:4: found bytes that are no UTF-8; expected UTF-8")
  }

  @Test func `a few lines of aliases do not become billions of values`() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    let thrown = #expect(throws: DocumentError.self) { try YAML.read(Array(text.utf8)) }
    #expect(
      thrown?.description.contains(
        "aliases repeat more than 100000 values; expected fewer aliases") == true)
  }

  @Test(arguments: ["[", "{a: ", "- "])
  func `deep nesting is refused and does not overflow the stack`(opening: String) {
    let text = String(repeating: opening, count: 100_000)
    let thrown = #expect(throws: DocumentError.self) { try YAML.read(Array(text.utf8)) }
    #expect(thrown?.message == "nested deeper than 100 levels")
  }

  @Test func `a second document is not read and its place is told`() throws {
    let document = try YAML.read(Array("a: 1\n---\nb: [\n".utf8))
    #expect(document.root.outline == "{a@1:1=1@1:4}@1:1")
    #expect(document.furtherDocument == Position(line: 2, column: 1))
    #expect(try YAML.read(Array("---\na: 1\n...\n".utf8)).furtherDocument == nil)
  }

  /// A text whose key `e` has a value with one `¡`, written so that `¡` must be found at the place.
  static let places: [(text: String, place: String)] = [
    ("e: up ¡ 0", "1:7"),
    ("e:   'it''s ¡'", "1:13"),
    (#"e: "a\tb\u00e9 \" ¡""#, "1:19"),
    (#"e: "a\n\n b ¡""#, "1:13"),
    ("e: |\n  up\n  == ¡\n", "3:6"),
    ("e: |\n\n\n    up\n      == ¡\n", "5:10"),
    ("e: >-\n  up\n\n  == ¡\n", "4:6"),
    ("e: >\n   sum(\n     up ¡\n   )\n", "3:9"),
    ("e: up\n  == ¡", "2:6"),
    ("e: \"up\n  == ¡\"", "2:6"),
    ("e: 'up\n\n  == ¡'", "3:6"),
    ("x: é\ne: |-\r\n  a\r\n  ¡\r\n", "4:3"),
    ("e: |4\n      deep ¡\n", "2:12"),
  ]

  @Test(arguments: places)
  func `a byte of a scalar is found in the source`(text: String, place: String) throws {
    let document = try YAML.read(Array(text.utf8))
    let node = try #require(document.root["e"])
    let value = try #require(node.scalar?.text.bytes)
    let offset = try #require(value.firstIndex(of: 0xc2))
    #expect(document.position(of: offset, in: node).description == place)
  }

  @Test func `the end of a word is told on its own line`() throws {
    let document = try YAML.read(Array("e: |\n  up )\n\nf: 1\n".utf8))
    let node = try #require(document.root["e"])
    #expect(document.position(of: 4, in: node) == Position(line: 2, column: 7))
  }

  /// Texts without quotes that look like something, and what a reader gets who wants it so.
  static let words: [(text: String, boolean: Bool?, integer: Int?, isNull: Bool)] = [
    ("yes", true, nil, false), ("Off", false, nil, false), ("'true'", nil, nil, false),
    ("12", nil, 12, false), ("0x10", nil, nil, false), ("null", nil, nil, true),
    ("", nil, nil, true), ("\"\"", nil, nil, false), ("-3", nil, -3, false),
  ]

  @Test(arguments: words)
  func `a scalar is what its reader wants it to be`(
    text: String, boolean: Bool?, integer: Int?, isNull: Bool
  ) throws {
    let scalar = try #require(try YAML.read(Array("a: \(text)".utf8)).root["a"]?.scalar)
    #expect(scalar.boolean == boolean)
    #expect(scalar.integer == integer)
    #expect(scalar.isNull == isNull)
  }

  @Test func `every cut of a document is a tree or an error`() {
    let text = Array("a: &x [1, 'two', \"thr\\u0065e\"]\nb:\n  - c: |\n      d\n    e: *x\n".utf8)
    for end in text.indices {
      do throws(DocumentError) {
        _ = try YAML.read(Array(text[..<end]))
      } catch {
        #expect(error.position.line <= 6)
      }
    }
  }
}
