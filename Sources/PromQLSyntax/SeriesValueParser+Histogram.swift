extension SeriesValueParser {
  /// A histogram literal.
  mutating func histogram() throws(SyntaxError) -> HistogramLiteral {
    let start = position
    guard take("{{") else { throw unexpected("'{{'") }
    var result = HistogramLiteral()
    var keys: Set<String> = []
    if skipBlanks(), bytes.at(position) != UInt8(ascii: "}") { throw unexpected("'}}'") }
    while !take("}}") {
      let keyStart = position
      let key = word()
      guard take(":") else {
        guard Self.keys.contains(key) else { throw unknown(key, keyStart) }
        throw SyntaxError(
          message: "missing `:` for histogram descriptor", range: keyStart..<position)
      }
      guard keys.insert(key).inserted else {
        throw SyntaxError(
          message: "duplicate key \"\(key)\" in histogram", range: start..<position)
      }
      try property(key, keyStart, &result)
      let isSeparated = skipBlanks()
      guard isSeparated || bytes.at(position) == UInt8(ascii: "}") else {
        throw unexpected("' ' or '}}'")
      }
    }
    return result
  }

  private static let keys: Set<String> = [
    "schema", "count", "sum", "z_bucket", "z_bucket_w", "custom_values", "counter_reset_hint",
    "offset", "buckets", "n_offset", "n_buckets",
  ]

  private func unknown(_ key: String, _ start: Int) -> SyntaxError {
    SyntaxError(
      message: "bad histogram descriptor found: \"\(key)\"", range: min(start, position)..<position)
  }

  private mutating func property(
    _ key: String, _ start: Int, _ result: inout HistogramLiteral
  ) throws(SyntaxError) {
    switch key {
    case "schema": result.schema = try integer()
    case "count": result.count = try signedNumber()
    case "sum": result.sum = try signedNumber()
    case "z_bucket": result.zeroCount = try signedNumber()
    case "z_bucket_w": result.zeroThreshold = try signedNumber()
    case "custom_values": result.customValues = try list()
    case "offset": result.offset = try integer()
    case "buckets": result.buckets = try list()
    case "n_offset": result.negativeOffset = try integer()
    case "n_buckets": result.negativeBuckets = try list()
    case "counter_reset_hint":
      let valueStart = position
      let name = word()
      guard let hint = HistogramLiteral.ResetHint(rawValue: name) else {
        throw unknown(name, valueStart)
      }
      result.resetHint = hint
    default: throw unknown(key, start)
    }
  }

  private mutating func integer() throws(SyntaxError) -> Int {
    let start = position
    let number = try signedNumber()
    guard let integer = Int(exactly: number), integer.magnitude < 1 << 31 else {
      throw SyntaxError(message: "expected an integer in histogram", range: start..<position)
    }
    return integer
  }

  /// Numbers in brackets with blanks between them.
  private mutating func list() throws(SyntaxError) -> [Double] {
    guard take("[") else { throw unexpected("'['") }
    var result: [Double] = []
    while !take("]") {
      result.append(try signedNumber())
      let isSeparated = skipBlanks()
      guard isSeparated || bytes.at(position) == UInt8(ascii: "]") else {
        throw unexpected("' ' or ']'")
      }
    }
    return result
  }
}
