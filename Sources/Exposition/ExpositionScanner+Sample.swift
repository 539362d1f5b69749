extension ExpositionScanner {
  /// A sample line from its name to behind its newline.
  mutating func sample(in bytes: Span<UInt8>) throws(ExpositionError) -> ScannedSample {
    let series = try series(in: bytes)
    return try tail(of: series, in: bytes)
  }

  /// The name and the labels of the sample that begins here, where the format allows a sample to begin.
  mutating func sampleStart(in bytes: Span<UInt8>) throws(ExpositionError) -> Range<Int> {
    if format == .openMetrics, let first = byte(in: bytes),
      first != Byte.open, !Byte.isNameStart(first)
    {
      throw .expected("a metric name, '{' or '# '", in: bytes, at: position)
    }
    return try series(in: bytes)
  }

  /// The name and the labels of the sample that begins here.
  mutating func series(in bytes: Span<UInt8>) throws(ExpositionError) -> Range<Int> {
    let start = position
    guard let first = byte(in: bytes), first == Byte.open || Byte.isNameStart(first) else {
      throw .expected("a metric name, '{' or '#'", in: bytes, at: start)
    }
    var hasName = false
    var end = start
    if first != Byte.open {
      while position < bytes.count, Byte.isNamePart(bytes[position]) { position += 1 }
      hasName = true
      end = position
      if format == .prometheus { skipBlanks(in: bytes) }
    }
    if position < bytes.count, bytes[position] == Byte.open {
      position += 1
      try labels(in: bytes, hasName: &hasName)
      end = position
      guard hasName else {
        throw ExpositionError("expected a metric name in '{…}'", in: bytes, at: start)
      }
    } else {
      position = end
    }
    return start..<end
  }

  /// The labels from behind the opening to behind the closing brace.
  ///
  /// A quoted text with nothing assigned to it is the metric's name.
  mutating func labels(in bytes: Span<UInt8>, hasName: inout Bool) throws(ExpositionError) {
    let isText = format == .prometheus
    while true {
      if isText { skipBlanks(in: bytes) }
      guard let byte = byte(in: bytes), byte != Byte.close else { break }
      let start = position
      let isQuoted = byte == Byte.quote
      if isQuoted {
        _ = try quoted(in: bytes, "a label name")
      } else {
        try labelName(in: bytes)
      }
      if isText { skipBlanks(in: bytes) }
      let following = self.byte(in: bytes)
      if isQuoted, following == Byte.comma || following == Byte.close {
        guard !hasName else {
          throw ExpositionError("expected only one metric name", in: bytes, at: start)
        }
        hasName = true
      } else {
        try labelValue(in: bytes)
        if isText { skipBlanks(in: bytes) }
      }
      if self.byte(in: bytes) == Byte.comma {
        position += 1
      } else if !isText, self.byte(in: bytes) != Byte.close {
        throw .expected("',' or '}' after a label", in: bytes, at: position)
      }
    }
    guard position < bytes.count else {
      throw .expected("a label name or '}'", in: bytes, at: position)
    }
    position += 1
  }

  private mutating func labelName(in bytes: Span<UInt8>) throws(ExpositionError) {
    guard Byte.isLabelStart(bytes[position]) else {
      throw .expected("a label name or '}'", in: bytes, at: position)
    }
    while position < bytes.count, Byte.isLabelPart(bytes[position]) { position += 1 }
  }

  /// `="value"`.
  private mutating func labelValue(in bytes: Span<UInt8>) throws(ExpositionError) {
    guard byte(in: bytes) == Byte.equal else {
      throw .expected("'=' after the label name", in: bytes, at: position)
    }
    position += 1
    if format == .prometheus { skipBlanks(in: bytes) }
    guard byte(in: bytes) == Byte.quote else {
      throw .expected("a label value in double quotes", in: bytes, at: position)
    }
    _ = try quoted(in: bytes, "a label value")
  }

  /// A text in double quotes, the quotes included; a backslash takes the next byte with it.
  mutating func quoted(
    in bytes: Span<UInt8>, _ what: String
  ) throws(ExpositionError) -> Range<Int> {
    let start = position
    var isASCII = true
    position += 1
    while position < bytes.count, bytes[position] != Byte.quote {
      let byte = bytes[position]
      if byte >= 0x80 { isASCII = false }
      if byte == Byte.newline, format == .openMetrics { break }
      position += byte == Byte.backslash ? 2 : 1
    }
    guard position < bytes.count, bytes[position] == Byte.quote else {
      throw ExpositionError("expected '\"' at the end of \(what)", in: bytes, at: start)
    }
    position += 1
    guard isASCII || bytes.isUTF8(start..<position) else {
      throw ExpositionError(
        "expected UTF-8 in \(what), found '\(bytes.escaped(start..<position))'",
        in: bytes, at: start)
    }
    return start..<position
  }
}

// MARK: - Behind the series

extension ExpositionScanner {
  /// Value, timestamp and exemplar behind the series, the newline included.
  @inline(__always)
  mutating func tail(
    of series: Range<Int>, in bytes: Span<UInt8>
  ) throws(ExpositionError) -> ScannedSample {
    switch format {
    case .prometheus: try textTail(of: series, in: bytes)
    case .openMetrics: try openMetricsTail(of: series, in: bytes)
    }
  }

  private mutating func textTail(
    of series: Range<Int>, in bytes: Span<UInt8>
  ) throws(ExpositionError) -> ScannedSample {
    skipBlanks(in: bytes)
    let value = try number(in: bytes, "a value")
    skipBlanks(in: bytes)
    guard position < bytes.count, bytes[position] != Byte.newline else {
      position = min(position + 1, bytes.count)
      return ScannedSample(series: series, value: value)
    }
    let timestamp = try milliseconds(in: bytes)
    skipBlanks(in: bytes)
    guard position == bytes.count || bytes[position] == Byte.newline else {
      throw .expected("the end of the line after the timestamp", in: bytes, at: position)
    }
    position = min(position + 1, bytes.count)
    return ScannedSample(series: series, value: value, timestamp: timestamp)
  }

  private mutating func milliseconds(in bytes: Span<UInt8>) throws(ExpositionError) -> Int64 {
    let start = position
    if takesNegativeTimestamps, byte(in: bytes) == UInt8(ascii: "-") {
      position += 1
      return -(try milliseconds(in: bytes))
    }
    var result: Int64 = 0
    while position < bytes.count, Byte.isDigit(bytes[position]) {
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int64(bytes[position] - 0x30))
      guard !overflow, !carry else {
        throw ExpositionError("expected a timestamp of at most 64 bits", in: bytes, at: start)
      }
      result = sum
      position += 1
    }
    guard position > start else {
      throw .expected("a timestamp in milliseconds or the end of the line", in: bytes, at: start)
    }
    return result
  }

  /// A number that ends at a blank, a newline or the end.
  private mutating func number(
    in bytes: Span<UInt8>, _ what: String
  ) throws(ExpositionError) -> Double {
    let start = position
    if let value = NumberText.scan(bytes, at: &position) {
      guard position < bytes.count else { return value }
      let byte = bytes[position]
      if byte == Byte.newline || byte == Byte.space { return value }
      if byte == Byte.tab, format == .prometheus { return value }
    }
    var end = start
    while end < bytes.count, bytes[end] != Byte.newline, bytes[end] != Byte.space { end += 1 }
    position = start
    guard end > start else { throw .expected(what, in: bytes, at: start) }
    throw ExpositionError(
      "expected \(what), found '\(bytes.escaped(start..<end))'", in: bytes, at: start)
  }

  private mutating func openMetricsTail(
    of series: Range<Int>, in bytes: Span<UInt8>
  ) throws(ExpositionError) -> ScannedSample {
    try oneSpace(in: bytes, "a space and a value after the series")
    var sample = ScannedSample(series: series, value: try number(in: bytes, "a value"))
    if try endsLine(in: bytes) { return sample }
    if byte(in: bytes) != Byte.hash {
      sample.timestamp = try seconds(in: bytes)
      if try endsLine(in: bytes) { return sample }
      guard byte(in: bytes) == Byte.hash else {
        throw .expected("an exemplar or the end of the line", in: bytes, at: position)
      }
    }
    position += 1
    try oneSpace(in: bytes, "a space after '#'")
    let start = position
    try exemplar(in: bytes)
    sample.exemplar = start..<position - 1
    return sample
  }

  private mutating func exemplar(in bytes: Span<UInt8>) throws(ExpositionError) {
    guard byte(in: bytes) == Byte.open else {
      throw .expected("'{' of the exemplar's labels", in: bytes, at: position)
    }
    position += 1
    var hasName = true
    try labels(in: bytes, hasName: &hasName)
    try oneSpace(in: bytes, "a space and a value after the exemplar's labels")
    _ = try number(in: bytes, "the exemplar's value")
    if try endsLine(in: bytes) { return }
    _ = try seconds(in: bytes)
    guard try endsLine(in: bytes) else {
      throw .expected("the end of the line after the exemplar", in: bytes, at: position)
    }
  }

  private mutating func oneSpace(
    in bytes: Span<UInt8>, _ what: String
  ) throws(ExpositionError) {
    guard byte(in: bytes) == Byte.space else { throw .expected(what, in: bytes, at: position) }
    position += 1
  }

  /// Moves behind the newline, or behind the one space where something follows.
  private mutating func endsLine(in bytes: Span<UInt8>) throws(ExpositionError) -> Bool {
    guard position < bytes.count else {
      throw .expected("the end of the line", in: bytes, at: position)
    }
    defer { position += 1 }
    return bytes[position] == Byte.newline
  }

  private mutating func seconds(in bytes: Span<UInt8>) throws(ExpositionError) -> Int64 {
    let start = position
    let seconds = try number(in: bytes, "a timestamp in seconds")
    guard seconds.isFinite else {
      throw .expected("a finite timestamp", in: bytes, at: start)
    }
    let milliseconds = (seconds * 1000).rounded()
    if let exact = Int64(exactly: milliseconds) { return exact }
    return milliseconds < 0 ? .min : .max
  }
}
