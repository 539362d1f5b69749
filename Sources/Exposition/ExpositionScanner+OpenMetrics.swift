internal import Metrics

extension ExpositionScanner {
  mutating func nextOpenMetrics(
    in bytes: Span<UInt8>
  ) throws(ExpositionError) -> ExpositionEntry? {
    guard let byte = byte(in: bytes) else {
      throw ExpositionError("expected '# EOF', found the end of the input", in: bytes, at: position)
    }
    if byte == Byte.hash { return try metadata(in: bytes) }
    guard byte == Byte.open || Byte.isNameStart(byte) else {
      throw .expected("a metric name, '{' or '# '", in: bytes, at: position)
    }
    let sample = try sample(in: bytes)
    return .sample(sample)
  }

  private mutating func metadata(
    in bytes: Span<UInt8>
  ) throws(ExpositionError) -> ExpositionEntry? {
    let start = position
    if bytes.holds(Array("# EOF".utf8), at: start) {
      position += 5
      if position < bytes.count, bytes[position] == Byte.newline { position += 1 }
      guard position == bytes.count else {
        throw .expected("nothing after '# EOF'", in: bytes, at: position)
      }
      return nil
    }
    guard
      let keyword = ["HELP", "TYPE", "UNIT"].first(where: {
        bytes.holds(Array("# \($0) ".utf8), at: start)
      })
    else {
      throw ExpositionError(
        "expected '# HELP ', '# TYPE ', '# UNIT ' or '# EOF', found "
          + "'\(bytes.escaped(start..<min(bytes.lineEnd(from: start), start + 20)))'",
        in: bytes, at: start)
    }
    position += 7
    let family = try familyName(in: bytes, after: keyword)
    let end = bytes.lineEnd(from: position)
    guard self.byte(in: bytes) == Byte.space, end < bytes.count else {
      throw .expected("a space and text after the name in \(keyword)", in: bytes, at: position)
    }
    let text = position + 1..<end
    position = end + 1
    switch keyword {
    case "HELP": return .help(family: family, text: try helpText(text, in: bytes))
    case "TYPE": return .type(family: family, try openMetricsType(text, in: bytes))
    case _:
      try checkUnit(text, family, in: bytes)
      return .unit(family: family, unit: text)
    }
  }

  private func openMetricsType(
    _ range: Range<Int>, in bytes: Span<UInt8>
  ) throws(ExpositionError) -> MetricType {
    let name = String(decoding: bytes.slice(range), as: UTF8.self)
    guard let type = MetricType(rawValue: name) else {
      let known = MetricType.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      throw ExpositionError(
        "expected one of \(known), found '\(bytes.escaped(range))'", in: bytes,
        at: range.lowerBound)
    }
    return type
  }

  /// A unit that is not empty is the last word of the family's name.
  private func checkUnit(
    _ unit: Range<Int>, _ family: Range<Int>, in bytes: Span<UInt8>
  ) throws(ExpositionError) {
    guard !unit.isEmpty else { return }
    let isQuoted = bytes[family.lowerBound] == Byte.quote
    let name = bytes.slice(isQuoted ? family.dropFirst().dropLast() : family)
    let suffix = [Byte.underscore] + bytes.slice(unit)
    guard name.count > suffix.count, name.suffix(suffix.count).elementsEqual(suffix) else {
      throw ExpositionError(
        "expected the unit to be the last word of the name, found '\(bytes.escaped(unit))'",
        in: bytes, at: unit.lowerBound)
    }
  }
}
