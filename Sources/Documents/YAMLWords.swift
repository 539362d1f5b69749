/// Turns libyaml's complaints into sentences that say what was expected.
enum YAMLWords {
  /// What is wrong with the bytes themselves.
  static func reader(_ problem: String) -> String {
    if problem == "control characters are not allowed" {
      return "found a control character; expected it escaped in double quotes"
    }
    return "found bytes that are no UTF-8; expected UTF-8"
  }

  /// What is wrong with the structure; `context` began at `began`, and the character `found` stands at the place.
  static func syntax(
    _ problem: String, context: String?, began: Position, found: Unicode.Scalar?
  ) -> String {
    if found == "\t", problem.hasPrefix("found character that cannot start") {
      return "found a tab; expected spaces for indentation"
    }
    let subject = context.flatMap { contexts[$0] }.map { " of \($0) that begins at \(began)" } ?? ""
    if let expected = expectations[problem] {
      return "found \(name(found)); expected \(expected)\(subject)"
    }
    return problem + subject
  }

  private static func name(_ found: Unicode.Scalar?) -> String {
    switch found {
    case nil, "\0": "the end of the text"
    case "\n", "\r": "the end of the line"
    case .some(let scalar): "'\(scalar)'"
    }
  }

  private static let contexts = [
    "while parsing a block mapping": "the mapping",
    "while parsing a flow mapping": "the mapping in braces",
    "while parsing a block collection": "the list",
    "while parsing a flow sequence": "the list in brackets",
    "while scanning a quoted scalar": "the text",
    "while scanning a block scalar": "the text",
    "while scanning a simple key": "the key",
  ]

  private static let expectations = [
    "did not find expected key": "the next key",
    "did not find expected '-' indicator": "'-' before the next element",
    "did not find expected ',' or '}'": "',' or '}'",
    "did not find expected ',' or ']'": "',' or ']'",
    "could not find expected ':'": "':' after the key",
    "found unexpected end of stream": "the closing quote",
    "found character that cannot start any token": "a value, quoted if it begins like this",
    "mapping values are not allowed in this context":
      "a line of its own, deeper by indentation, or quotes around a text with ': '",
    "block sequence entries are not allowed in this context": "'-' on a line of its own",
    "did not find expected node content": "a value",
    "did not find expected <document start>": "the end of the text or '---'",
    "found unknown escape character": "one of the escapes of YAML",
    "found a tab character where an indentation space is expected": "spaces for indentation",
    "found a tab character that violates indentation": "spaces for indentation",
  ]
}
