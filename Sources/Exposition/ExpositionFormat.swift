/// The text format of a page of metrics.
public enum ExpositionFormat: Hashable, Sendable {
  /// Prometheus text format 0.0.4; timestamps are whole milliseconds.
  case prometheus
  /// OpenMetrics 1.0 text; timestamps are seconds, and `# EOF` ends the page.
  case openMetrics

  /// The format that a file without a content type seems to have: OpenMetrics where a line begins with `# EOF`.
  public static func detected(in bytes: Span<UInt8>) -> ExpositionFormat {
    let mark = Array("# EOF".utf8)
    var lineEnd = bytes.count
    while lineEnd > 0 {
      var start = lineEnd
      while start > 0, bytes[start - 1] != Byte.newline { start -= 1 }
      if bytes.holds(mark, at: start) { return .openMetrics }
      if lineEnd - start > 0, bytes[start] != Byte.hash { return hasUnit(bytes) }
      lineEnd = start - 1
    }
    return hasUnit(bytes)
  }

  /// Whether the first lines of metadata hold a UNIT, which only OpenMetrics has.
  private static func hasUnit(_ bytes: Span<UInt8>) -> ExpositionFormat {
    let unit = Array("# UNIT ".utf8)
    let eof = Array("# EOF".utf8)
    var position = 0
    while position < min(bytes.count, 1 << 20) {
      if bytes.holds(unit, at: position) || bytes.holds(eof, at: position) { return .openMetrics }
      position = bytes.lineEnd(from: position) + 1
    }
    return .prometheus
  }
}

/// What a `Content-Type` says about the page that came with it.
public struct ContentTypeChoice: Hashable, Sendable {
  /// The format to read; `nil` where the scrape fails.
  public var format: ExpositionFormat?
  /// What is wrong with the header; `nil` where it names a format that can be read.
  public var problem: String?

  /// Chooses the format for the header `contentType`, and `fallback` where the header is absent or of no use.
  ///
  /// Source: Prometheus, `scrape_protocols` and `fallback_scrape_protocol`; RFC 9110, section 8.3.
  public init(contentType: [UInt8]?, fallback: ExpositionFormat?) {
    let text = contentType ?? []
    guard !text.allSatisfy({ Byte.isBlank($0) }) else {
      self.init(
        fallback, "no content type; expected 'text/plain' or 'application/openmetrics-text'")
      return
    }
    switch MediaType(text)?.name {
    case "application/openmetrics-text": self.init(.openMetrics, nil)
    case "text/plain": self.init(.prometheus, nil)
    case .some, nil:
      let shown = PrintableText.escaped(text[...])
      self.init(
        fallback,
        "content type '\(shown)'; expected 'text/plain' or 'application/openmetrics-text'")
    }
  }

  private init(_ format: ExpositionFormat?, _ problem: String?) {
    self.format = format
    self.problem = problem
  }
}

/// A media type whose grammar has been checked.
private struct MediaType {
  /// Type and subtype in lower case.
  var name: String

  init?(_ bytes: [UInt8]) {
    let parts = bytes.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
    let halves = MediaType.trimmed(parts[0])
      .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard halves.count == 2, halves.allSatisfy(MediaType.isToken) else { return nil }
    var seen: Set<String> = []
    for part in parts.dropFirst() {
      let parameter = MediaType.trimmed(part)
      if parameter.isEmpty { continue }
      guard let equal = parameter.firstIndex(of: UInt8(ascii: "=")),
        MediaType.isToken(parameter[..<equal]),
        seen.insert(String(decoding: parameter[..<equal], as: UTF8.self).lowercased()).inserted
      else { return nil }
    }
    name = String(decoding: MediaType.trimmed(parts[0]), as: UTF8.self).lowercased()
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = bytes.drop(while: Byte.isBlank)
    while let last = rest.last, Byte.isBlank(last) { rest.removeLast() }
    return rest
  }

  private static func isToken(_ bytes: ArraySlice<UInt8>) -> Bool {
    !bytes.isEmpty
      && bytes.allSatisfy {
        Byte.isLetter($0) || Byte.isDigit($0) || "!#$%&'*+-.^_`|~".utf8.contains($0)
      }
  }
}
