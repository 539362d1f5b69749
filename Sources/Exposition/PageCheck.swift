internal import Metrics

/// Finds every problem of a page, as strictly as the formats are specified.
///
/// A scrape is more lenient: it takes what Prometheus takes.
public enum PageCheck {
  /// The problems of a page in the order of its lines, at most two hundred.
  ///
  /// Source: Prometheus, Exposition formats, and its client libraries' decoder; OpenMetrics 1.0; for advice Prometheus,
  /// "Metric and label naming".
  public static func problems(
    in bytes: Span<UInt8>, _ format: ExpositionFormat
  ) -> [PageProblem] {
    var list = ProblemList()
    switch format {
    case .prometheus: TextPageCheck.check(bytes, &list)
    case .openMetrics: OpenMetricsPageCheck.check(bytes, &list)
    }
    NamingAdvice.check(bytes, format, &list)
    return list.problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
  }
}

/// Checks labels more strictly than a scrape does: one comma between two of them, only known escapes, no name twice.
struct LabelCheck {
  let format: ExpositionFormat

  /// Adds what is wrong with the labels of the series in `range`, which the scanner has accepted.
  func check(_ range: Range<Int>, in bytes: Span<UInt8>, _ list: inout ProblemList) {
    var position = range.lowerBound
    while position < range.upperBound, bytes[position] != Byte.open { position += 1 }
    position += 1
    var names: Set<ByteString> = []
    while position < range.upperBound - 1 {
      skipBlanks(in: bytes, &position)
      guard bytes[position] != Byte.close else { break }
      let start = position
      let name = token(in: bytes, &position, &list)
      skipBlanks(in: bytes, &position)
      if bytes[position] == Byte.equal {
        position += 1
        skipBlanks(in: bytes, &position)
        _ = token(in: bytes, &position, &list)
        note(SeriesText.name(name, in: bytes), start, &names, bytes, &list)
      }
      skipBlanks(in: bytes, &position)
      separator(in: bytes, &position, &list)
    }
  }

  private func note(
    _ name: ByteString, _ start: Int, _ names: inout Set<ByteString>, _ bytes: Span<UInt8>,
    _ list: inout ProblemList
  ) {
    let shown = PrintableText.escaped(name)
    if name == Labels.metricNameLabel {
      list.add(
        "label name '__name__' is reserved; expected the name before '{'", at: start, in: bytes)
    } else if !names.insert(name).inserted {
      list.add("label '\(shown)' stands twice; expected it once", at: start, in: bytes)
    }
  }

  private func separator(
    in bytes: Span<UInt8>, _ position: inout Int, _ list: inout ProblemList
  ) {
    let byte = bytes[position]
    if byte == Byte.comma {
      position += 1
      skipBlanks(in: bytes, &position)
      if bytes[position] == Byte.close, format == .openMetrics {
        list.add("a comma before '}'; expected none", at: position - 1, in: bytes)
      }
    } else if byte != Byte.close {
      list.add("expected ',' or '}' after a label", at: position, in: bytes)
    }
  }

  private func skipBlanks(in bytes: Span<UInt8>, _ position: inout Int) {
    while Byte.isBlank(bytes[position]) { position += 1 }
  }

  private func token(
    in bytes: Span<UInt8>, _ position: inout Int, _ list: inout ProblemList
  ) -> Range<Int> {
    let start = position
    guard bytes[position] == Byte.quote else {
      while Byte.isLabelPart(bytes[position]) { position += 1 }
      // A byte that no scanner takes cannot stand here; moving on keeps the walk finite.
      if position == start { position += 1 }
      return start..<position
    }
    position += 1
    while bytes[position] != Byte.quote {
      if bytes[position] == Byte.backslash {
        checkEscape(at: position, in: bytes, &list)
        position += 1
      } else if bytes[position] == Byte.newline, format == .prometheus {
        list.add("a newline in quotes; expected '\\n'", at: position, in: bytes)
      }
      position += 1
    }
    position += 1
    return start..<position
  }

  /// Adds a backslash that is no escape of the text format; OpenMetrics takes it as it is.
  func checkEscape(at position: Int, in bytes: Span<UInt8>, _ list: inout ProblemList) {
    guard format == .prometheus else { return }
    let next = position + 1 < bytes.count ? bytes[position + 1] : Byte.newline
    guard next != Byte.backslash, next != UInt8(ascii: "n"), next != Byte.quote else { return }
    let found = bytes.escaped(position..<min(position + 2, bytes.count))
    list.add(
      "invalid escape '\(found)'; expected '\\\\', '\\\"' or '\\n'", at: position, in: bytes)
  }
}
