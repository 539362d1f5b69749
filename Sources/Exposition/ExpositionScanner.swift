public import Metrics

/// A sample as it stands on the page: where its series is, and what it says.
public struct ScannedSample: Hashable, Sendable {
  /// The bytes of the name and the labels, the closing brace included.
  public var series: Range<Int>
  /// The value; any NaN is the ordinary one.
  public var value: Double
  /// Milliseconds since the epoch; `nil` where the page gives none.
  public var timestamp: Int64?
  /// The bytes of the exemplar from its opening brace to the end of the line; `nil` where there is none.
  public var exemplar: Range<Int>?
}

/// One line of a page; ranges are bytes of the page, and a name in quotes keeps them.
public enum ExpositionEntry: Hashable, Sendable {
  /// A HELP line; `text` still has its escapes.
  case help(family: Range<Int>, text: Range<Int>)
  /// A TYPE line.
  case type(family: Range<Int>, MetricType)
  /// A UNIT line.
  case unit(family: Range<Int>, unit: Range<Int>)
  /// Any other line that begins with `#`.
  case comment(Range<Int>)
  /// A sample.
  case sample(ScannedSample)
}

/// Reads a page entry by entry, as leniently as Prometheus's own scrape parsers do and no more.
///
/// It copies nothing and keeps no reference to the page: hand over the same bytes each time.
/// Source: Prometheus, "Exposition formats"; OpenMetrics 1.0, "Text format".
public struct ExpositionScanner: Hashable, Sendable {
  /// The format of the page.
  public let format: ExpositionFormat
  /// The byte at which the next entry begins.
  public internal(set) var position = 0

  /// Whether a timestamp may lie before 1970 in the text format, which a scrape refuses and other readers do not.
  var takesNegativeTimestamps = false

  /// A scanner at the start of a page.
  public init(_ format: ExpositionFormat) { self.format = format }

  /// The next entry; `nil` at the end of the page.
  ///
  /// - Throws: what is wrong with the line, at its byte; the entries before it stay good.
  public mutating func next(in bytes: Span<UInt8>) throws(ExpositionError) -> ExpositionEntry? {
    switch format {
    case .prometheus: try nextText(in: bytes)
    case .openMetrics: try nextOpenMetrics(in: bytes)
    }
  }

  /// Moves to the first byte that is neither a blank nor a newline.
  mutating func skipBlankLines(in bytes: Span<UInt8>) {
    while position < bytes.count, Byte.isBlank(bytes[position]) || bytes[position] == Byte.newline {
      position += 1
    }
  }

  /// Moves behind the line that could not be read.
  mutating func skipLine(in bytes: Span<UInt8>) {
    position = min(bytes.count, bytes.lineEnd(from: position) + 1)
  }

  mutating func skipBlanks(in bytes: Span<UInt8>) {
    while position < bytes.count, Byte.isBlank(bytes[position]) { position += 1 }
  }

  func byte(in bytes: Span<UInt8>) -> UInt8? {
    position < bytes.count ? bytes[position] : nil
  }
}

// MARK: - Prometheus text

extension ExpositionScanner {
  private mutating func nextText(
    in bytes: Span<UInt8>
  ) throws(ExpositionError) -> ExpositionEntry? {
    while true {
      skipBlanks(in: bytes)
      guard let byte = byte(in: bytes) else { return nil }
      if byte == Byte.newline {
        position += 1
      } else if byte == Byte.hash {
        return try textComment(in: bytes)
      } else {
        return .sample(try sample(in: bytes))
      }
    }
  }

  private mutating func textComment(
    in bytes: Span<UInt8>
  ) throws(ExpositionError) -> ExpositionEntry {
    let start = position
    position += 1
    let afterHash = position
    skipBlanks(in: bytes)
    let isHelp = bytes.holds(Array("HELP".utf8), at: position)
    let isType = bytes.holds(Array("TYPE".utf8), at: position)
    let next = position + 4
    guard isHelp || isType, position > afterHash, next < bytes.count, Byte.isBlank(bytes[next])
    else {
      let end = bytes.lineEnd(from: start)
      position = min(end + 1, bytes.count)
      return .comment(start..<end)
    }
    position = next
    skipBlanks(in: bytes)
    let family = try familyName(in: bytes, after: isHelp ? "HELP" : "TYPE")
    let end = bytes.lineEnd(from: position)
    let text = min(position + 1, end)..<end
    position = min(end + 1, bytes.count)
    if isHelp { return .help(family: family, text: try helpText(text, in: bytes)) }
    return .type(family: family, try textType(text, in: bytes))
  }

  private func textType(
    _ range: Range<Int>, in bytes: Span<UInt8>
  ) throws(ExpositionError) -> MetricType {
    var trimmed = range
    while let first = trimmed.first, Byte.isBlank(bytes[first]) { trimmed = trimmed.dropFirst() }
    while let last = trimmed.last, Byte.isBlank(bytes[last]) { trimmed = trimmed.dropLast() }
    switch String(decoding: bytes.slice(trimmed), as: UTF8.self) {
    case "counter": return .counter
    case "gauge": return .gauge
    case "histogram": return .histogram
    case "summary": return .summary
    case "untyped": return .unknown
    case _:
      throw ExpositionError(
        "expected 'counter', 'gauge', 'histogram', 'summary' or 'untyped', found "
          + "'\(bytes.escaped(trimmed))'", in: bytes, at: trimmed.lowerBound)
    }
  }

  func helpText(
    _ range: Range<Int>, in bytes: Span<UInt8>
  ) throws(ExpositionError) -> Range<Int> {
    guard bytes.isUTF8(range) else {
      throw ExpositionError("expected UTF-8 in the help text", in: bytes, at: range.lowerBound)
    }
    return range
  }

  /// The family's name in a line of metadata, quoted or plain.
  mutating func familyName(
    in bytes: Span<UInt8>, after keyword: String
  ) throws(ExpositionError) -> Range<Int> {
    let start = position
    guard let byte = byte(in: bytes), byte == Byte.quote || Byte.isNameStart(byte) else {
      throw .expected("a metric name after \(keyword)", in: bytes, at: position)
    }
    if byte == Byte.quote { return try quoted(in: bytes, "a metric name") }
    while position < bytes.count, Byte.isNamePart(bytes[position]) { position += 1 }
    return start..<position
  }
}
