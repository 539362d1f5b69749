internal import Metrics

extension TemplateFunction {
  /// The functions that change texts.
  static let texts: [TemplateFunction] = [
    TemplateFunction("toUpper", 1) { (arguments, _) throws(Failure) in
      .text(ByteString(try arguments[0].wantedText().text.uppercased()))
    },
    TemplateFunction("toLower", 1) { (arguments, _) throws(Failure) in
      .text(ByteString(try arguments[0].wantedText().text.lowercased()))
    },
    TemplateFunction("title", 1) { (arguments, _) throws(Failure) in
      .text(ByteString(titled(try arguments[0].wantedText().text)))
    },
    TemplateFunction("match", 2) { (arguments, _) throws(Failure) in
      let expression = try compiled(arguments[0])
      return .boolean(expression.firstMatch(in: try arguments[1].wantedText(), from: 0) != nil)
    },
    TemplateFunction("reReplaceAll", 3) { (arguments, _) throws(Failure) in
      let expression = try compiled(arguments[0])
      let replacement = try arguments[1].wantedText()
      return .text(expression.replacing(in: try arguments[2].wantedText(), with: replacement))
    },
    TemplateFunction("stripPort", 1) { (arguments, _) throws(Failure) in
      let text = try arguments[0].wantedText().text
      return .text(ByteString(HostAndPort(text)?.host ?? text))
    },
    TemplateFunction("stripDomain", 1) { (arguments, _) throws(Failure) in
      .text(ByteString(withoutDomain(try arguments[0].wantedText().text)))
    },
  ]

  private static func compiled(_ value: TemplateValue) throws(Failure) -> RegularExpression {
    let pattern = try value.wantedText()
    do throws(RegularExpressionError) {
      // Go's dot does not match a line end unless asked to.
      return try RegularExpression("(?-s:" + pattern + ")")
    } catch {
      throw .call("error parsing regexp: \(error.reason)")
    }
  }

  /// Each word with a capital in front, the rest as it is.
  private static func titled(_ text: String) -> String {
    var result = ""
    var isInside = false
    for character in text {
      result += isInside ? String(character) : character.uppercased()
      isInside = character.isLetter || character.isNumber || character == "_" || character == "'"
    }
    return result
  }

  private static func withoutDomain(_ text: String) -> String {
    let address = HostAndPort(text)
    let host = address?.host ?? text
    guard !HostAndPort.isAddress(host) else { return text }
    let name = String(host.split(separator: ".", omittingEmptySubsequences: false).first ?? "")
    guard let port = address?.port, !port.isEmpty else { return name }
    return name.contains(":") ? "[\(name)]:\(port)" : "\(name):\(port)"
  }
}

/// A host and a port as Go's `net.SplitHostPort` takes them apart.
struct HostAndPort {
  var host: String
  var port: String

  /// `nil` where there is no port, or too many colons outside of brackets.
  init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    port = String(text[text.index(after: colon)...])
    let rest = text[..<colon]
    if rest.hasPrefix("[") {
      guard let end = rest.firstIndex(of: "]"), rest.index(after: end) == rest.endIndex else {
        return nil
      }
      host = String(rest.dropFirst().dropLast())
    } else {
      guard !rest.contains(":") else { return nil }
      host = String(rest)
    }
    guard !host.contains("["), !host.contains("]"), !port.contains("]") else { return nil }
  }

  /// Whether a host is written as an IPv4 or IPv6 address.
  static func isAddress(_ host: String) -> Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count == 4, parts.allSatisfy({ UInt8($0) != nil && ($0 == "0" || !$0.hasPrefix("0")) })
    {
      return true
    }
    guard host.contains(":") else { return false }
    let groups = host.split(separator: ":", omittingEmptySubsequences: false)
    return groups.count <= 8
      && groups.allSatisfy { $0.isEmpty || ($0.utf8.count <= 4 && UInt16($0, radix: 16) != nil) }
  }
}

extension RegularExpression {
  /// The text with every match replaced; `$1`, `${1}` and `${name}` stand for what a group matched.
  fileprivate func replacing(in text: ByteString, with replacement: ByteString) -> ByteString {
    var result: [UInt8] = []
    var copied = 0
    var position = 0
    var lastEnd = -1
    while position <= text.count, let match = firstMatch(in: text, from: position) {
      guard let whole = match[0] else { break }
      // Nothing at all, right behind a match, is no match of its own.
      if !whole.isEmpty || whole.lowerBound != lastEnd {
        result += text.bytes[copied..<whole.lowerBound]
        result += expanded(replacement.bytes, match, text.bytes)
        copied = whole.upperBound
      }
      lastEnd = whole.upperBound
      position = whole.isEmpty ? whole.upperBound + 1 : whole.upperBound
    }
    result += text.bytes[copied...]
    return ByteString(result)
  }

  private func expanded(
    _ template: [UInt8], _ match: [Range<Int>?], _ text: [UInt8]
  ) -> [UInt8] {
    var result: [UInt8] = []
    var rest = template[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "$"), let reference = Self.reference(&rest) else {
        result.append(byte)
        continue
      }
      guard let name = reference else {
        result.append(byte)
        continue
      }
      let number = Int(name) ?? groupNumber(ByteString(name)) ?? -1
      if match.indices.contains(number), let range = match[number] { result += text[range] }
    }
    return result
  }

  /// Reads the name behind a `$`; the inner `nil` stands for the `$` that `$$` writes.
  private static func reference(_ rest: inout ArraySlice<UInt8>) -> String?? {
    if rest.first == UInt8(ascii: "$") {
      rest = rest.dropFirst()
      return .some(nil)
    }
    let isBraced = rest.first == UInt8(ascii: "{")
    let body = isBraced ? rest.dropFirst() : rest
    let name = body.prefix { $0.isTemplateLetter || $0.isTemplateDigit }
    guard !name.isEmpty else { return nil }
    if isBraced {
      guard name.endIndex < body.endIndex, body[name.endIndex] == UInt8(ascii: "}") else {
        return nil
      }
      rest = body[(name.endIndex + 1)...]
    } else {
      rest = body[name.endIndex...]
    }
    return String(decoding: name, as: UTF8.self)
  }
}
