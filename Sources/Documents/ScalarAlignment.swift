internal import Metrics

/// Walks a scalar's text and the bytes it was read from side by side.
struct ScalarAlignment {
  let raw: [UInt8]
  let value: [UInt8]
  let style: Scalar.Style

  init(raw: [UInt8], scalar: Scalar) {
    self.raw = raw
    value = scalar.text.bytes
    style = scalar.style
  }

  /// The byte of `raw` from which a byte of the text was read.
  func sourceOffset(of offset: Int) -> Int {
    let target = min(max(0, offset), value.count)
    var source = contentStart
    var index = 0
    while index < value.count {
      let gap = Self.blanks(raw, from: source)
      let run = Self.blanks(value, from: index)
      if gap.isEmpty || run.isEmpty {
        source = gap.upperBound
        if index >= target { break }
        step(over: &source, &index)
      } else {
        if index > 0, target == index { return gap.lowerBound }
        let length = blankLength(run, over: gap)
        if target < index + length {
          return max(gap.lowerBound, gap.upperBound - (index + length - target))
        }
        index += length
        source = min(gap.upperBound, hasBreak(gap) ? gap.upperBound : source + length)
      }
    }
    return min(source, raw.endIndex)
  }

  /// Where the text itself begins: behind the quote, or on the line after the block indicator.
  private var contentStart: Int {
    switch style {
    case .plain: raw.startIndex
    case .singleQuoted, .doubleQuoted: min(raw.startIndex + 1, raw.endIndex)
    case .literal, .folded:
      raw.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? raw.endIndex
    }
  }

  /// How many blanks of the text the blanks `gap` of the source stand for.
  ///
  /// In a block they all belong together, indentation included. Elsewhere a line end is one space, further ones are line
  /// ends, and blanks that follow come from escapes.
  private func blankLength(_ run: Range<Int>, over gap: Range<Int>) -> Int {
    guard hasBreak(gap) else { return min(run.count, gap.count) }
    guard style == .doubleQuoted else { return run.count }
    if value[run.lowerBound] == UInt8(ascii: " ") { return 1 }
    let breaks = raw[gap].count { $0 == UInt8(ascii: "\n") }
    return max(1, min(run.count, breaks - 1))
  }

  private func hasBreak(_ gap: Range<Int>) -> Bool { raw[gap].contains(UInt8(ascii: "\n")) }

  /// The run of spaces, tabs and line ends that begins at `start`.
  private static func blanks(_ bytes: [UInt8], from start: Int) -> Range<Int> {
    var end = start
    while end < bytes.endIndex, isBlank(bytes[end]) { end += 1 }
    return start..<end
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == 9 || byte == 10 || byte == 13
  }

  /// Moves over one byte that is not blank, or over one escape.
  private func step(over source: inout Int, _ index: inout Int) {
    let byte = source < raw.endIndex ? raw[source] : 0
    switch style {
    case .singleQuoted where byte == UInt8(ascii: "'"): source += 2
    case .doubleQuoted where byte == UInt8(ascii: "\\"):
      stepOverEscape(&source, &index)
      return
    case .plain, .literal, .folded, .singleQuoted, .doubleQuoted: source += 1
    }
    index += 1
  }

  private func stepOverEscape(_ source: inout Int, _ index: inout Int) {
    let letter = source + 1 < raw.endIndex ? raw[source + 1] : 0
    switch letter {
    case UInt8(ascii: "x"): source += 4
    case UInt8(ascii: "u"): source += 6
    case UInt8(ascii: "U"): source += 10
    case 10, 13:
      source = Self.blanks(raw, from: source + 1).upperBound
      return
    default: source += 2
    }
    index += 1
    while index < value.count, value[index] & 0b1100_0000 == 0b1000_0000 { index += 1 }
  }
}
