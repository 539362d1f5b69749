import Documents
import Metrics
import Testing

@Suite struct JSONTests {
  static let documents: [(text: String, outline: String)] = [
    (#"{"a": 1, "b": [true, null]}"#, "{a@1:2=1@1:7, b@1:10=[true@1:16, null@1:22]@1:15}@1:1"),
    ("\n [ -0.5e+3 ,\n\"x\" ]\n", "[-0.5e+3@2:4, \"x\"@3:1]@2:2"),
    (#""\u00e9\ud83d\ude00\n\/""#, "\"é😀⏎/\"@1:1"),
    (#"{"é": "ü", "x": 1}"#, #"{é@1:2="ü"@1:7, x@1:12=1@1:17}@1:1"#),
    ("\u{FEFF}{}", "{}@1:1"),
  ]

  @Test(arguments: documents)
  func `a text becomes a tree that knows its places`(text: String, outline: String) throws {
    #expect(try JSON.read(Array(text.utf8)).root.outline == outline)
  }

  static let refusals: [(text: String, error: String)] = [
    ("", "1:1: found the end of the text; expected a value"),
    ("{\"a\": 1,}", "1:9: found '}'; expected a key in double quotes"),
    ("[1 2]", "1:4: found '2'; expected ',' or ']'"),
    ("{\"a\" 1}", "1:6: found '1'; expected ':' after the key"),
    ("{\"a\": 1,\n \"a\": 2}", "2:2: duplicate key 'a'; the first stands at 1:2"),
    ("01", "1:2: found '1'; expected the end of the text"),
    ("1.", "1:3: found the end of the text; expected a digit"),
    ("[nul]", "1:2: found 'n'; expected a value"),
    ("\"a\nb\"", "1:3: found a control character; expected it escaped, as in '\\n'"),
    ("\"ab", "1:4: found the end of the text; expected '\"' at the end of the text"),
    (
      #""\x""#,
      "1:3: found 'x'; expected one of '\"', '\\', '/', 'b', 'f', 'n', 'r', 't' or 'u' after '\\'"
    ),
    (#""\ud800x""#, "1:8: found half of a surrogate pair; expected both halves"),
    (#""\udc00""#, "1:8: found half of a surrogate pair; expected both halves"),
    (#""\u00g0""#, "1:6: found 'g'; expected a hexadecimal digit"),
    ("{} é", "1:4: found 'é'; expected the end of the text"),
  ]

  @Test(arguments: refusals)
  func `a text that is no document says where and what was expected`(text: String, error: String) {
    let thrown = #expect(throws: DocumentError.self) { try JSON.read(Array(text.utf8)) }
    #expect(thrown?.description == error)
  }

  @Test(arguments: ["[", "{\"a\":"])
  func `deep nesting is refused and does not overflow the stack`(opening: String) {
    let text = String(repeating: opening, count: 100_000)
    let thrown = #expect(throws: DocumentError.self) { try JSON.read(Array(text.utf8)) }
    #expect(thrown?.message == "nested deeper than 100 levels")
  }

  @Test func `bytes that are no UTF-8 are refused where they stand`() {
    let thrown = #expect(throws: DocumentError.self) {
      try JSON.read(Array("[\"".utf8) + [0xc3, 0x28] + Array("\"]".utf8))
    }
    #expect(thrown?.description == "1:3: found bytes that are no UTF-8; expected UTF-8")
  }

  @Test func `a byte of a text is found in the source`() throws {
    let document = try JSON.read(Array(#"{"e": "a\"b c"}"#.utf8))
    let node = try #require(document.root["e"])
    #expect(document.position(of: 4, in: node) == Position(line: 1, column: 13))
    #expect(document.text(of: node) == #""a\"b c""#)
  }
}
