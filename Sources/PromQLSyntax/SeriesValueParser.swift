internal import Metrics

/// Reads the values behind the label set of a series notation.
struct SeriesValueParser {
  let bytes: [UInt8]
  private(set) var position: Int

  init(bytes: [UInt8], position: Int) {
    self.bytes = bytes
    self.position = position
  }

  var isAtEnd: Bool { position >= bytes.count }

  /// Whether an item may end here.
  private var isAtBoundary: Bool { bytes.at(position)?.isBlank ?? true }

  // MARK: - Small steps

  mutating func take(_ text: String) -> Bool {
    guard bytes[position...].starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  @discardableResult
  mutating func skipBlanks() -> Bool {
    let start = position
    while bytes.at(position)?.isBlank == true { position += 1 }
    return position > start
  }

  mutating func word() -> String {
    let start = position
    while bytes.at(position)?.isNameByte == true { position += 1 }
    return bytes.text(start..<position)
  }

  func unexpected(_ expected: String = "") -> SyntaxError {
    let end = min(position + 1, bytes.count)
    let what = isAtEnd ? "end of input" : bytes.quotedCharacter(at: position)
    let hint = expected.isEmpty ? "" : ", expected \(expected)"
    return SyntaxError(
      message: "unexpected \(what) in series values\(hint)", range: min(position, end)..<end)
  }

  private mutating func count() throws(SyntaxError) -> Int {
    let start = position
    while bytes.at(position)?.isDigit == true { position += 1 }
    guard let count = Int(bytes.text(start..<position)), count < SeriesNotation.maximumCount else {
      throw SyntaxError(
        message: "invalid number of repetitions; expected at most "
          + "\(SeriesNotation.maximumCount)", range: start..<position)
    }
    return count
  }

  // MARK: - Values

  mutating func values() throws(SyntaxError) -> [SeriesNotation.Value] {
    var result: [SeriesNotation.Value] = []
    skipBlanks()
    while !isAtEnd {
      result += try item()
      guard isAtBoundary, result.count <= SeriesNotation.maximumCount else { throw unexpected() }
      skipBlanks()
    }
    return result
  }

  private mutating func item() throws(SyntaxError) -> [SeriesNotation.Value] {
    if take("_") {
      let repetitions = take("x") ? try count() : 1
      return Array(repeating: .missing, count: repetitions)
    }
    if bytes[position...].starts(with: "{{".utf8) { return try histograms() }
    if take("stale") { return [.number(.staleMarker)] }
    var value = try signedNumber()
    let isPlus = bytes.at(position) == UInt8(ascii: "+")
    let isMinus = bytes.at(position) == UInt8(ascii: "-")
    var difference = 0.0
    if isPlus || isMinus {
      position += 1
      let size = try number()
      difference = isMinus ? -size : size
      guard bytes.at(position) == UInt8(ascii: "x") else { throw unexpected("repetition in 'x…'") }
    }
    guard take("x") else { return [.number(value)] }
    var result: [SeriesNotation.Value] = [.number(value)]
    for _ in 0..<(try count()) {
      if isPlus || isMinus { value += difference }
      result.append(.number(value))
    }
    return result
  }

  private mutating func histograms() throws(SyntaxError) -> [SeriesNotation.Value] {
    let start = position
    var value = try histogram()
    let isMinus = bytes.at(position) == UInt8(ascii: "-")
    var difference: HistogramLiteral?
    if isMinus || bytes.at(position) == UInt8(ascii: "+") {
      position += 1
      difference = try histogram()
      guard bytes.at(position) == UInt8(ascii: "x") else { throw unexpected("repetition in 'x…'") }
    }
    guard take("x") else { return [.histogram(value)] }
    var result: [SeriesNotation.Value] = [.histogram(value)]
    for _ in 0..<(try count()) {
      if let difference {
        guard let next = value.combined(with: difference, isSubtracted: isMinus) else {
          throw SyntaxError(
            message: "error combining histograms: cannot merge from schema "
              + "\(difference.schema) to \(value.schema)", range: start..<position)
        }
        value = next
      }
      result.append(.histogram(value))
    }
    return result
  }

  mutating func signedNumber() throws(SyntaxError) -> Double {
    let isMinus = bytes.at(position) == UInt8(ascii: "-")
    if isMinus || bytes.at(position) == UInt8(ascii: "+") { position += 1 }
    let number = try number()
    return isMinus ? -number : number
  }

  /// A number without a sign; hexadecimal is off, since `0x10` is a repetition.
  private mutating func number() throws(SyntaxError) -> Double {
    let start = position
    if bytes.at(position)?.isNameStart == true {
      let word = word().lowercased()
      guard word == "inf" || word == "nan" else {
        position = start
        throw unexpected("number")
      }
      return word == "inf" ? .infinity : .nan
    }
    while let byte = bytes.at(position), byte.isDigit || byte == .dot || byte == .underscore {
      position += 1
    }
    guard position > start else { throw unexpected("number") }
    skipExponent()
    return try NumberText.value(bytes.text(start..<position), range: start..<position)
  }

  private mutating func skipExponent() {
    guard bytes.at(position)?.lowercased == UInt8(ascii: "e") else { return }
    var end = position + 1
    if bytes.at(end) == UInt8(ascii: "+") || bytes.at(end) == UInt8(ascii: "-") { end += 1 }
    guard bytes.at(end)?.isDigit == true else { return }
    while bytes.at(end)?.isDigit == true { end += 1 }
    position = end
  }

  // MARK: - Start times

  /// Whether the line has start times instead of values: `@st` directly behind the labels.
  mutating func takeStartTimesMark() -> Bool { take("@st") }

  mutating func startTimes() throws(SyntaxError) -> [Duration?] {
    var result: [Duration?] = []
    skipBlanks()
    while !isAtEnd {
      if take("_") {
        result += Array(repeating: nil, count: take("x") ? try count() : 1)
      } else {
        result += try durations()
      }
      guard isAtBoundary, result.count <= SeriesNotation.maximumCount else { throw unexpected() }
      skipBlanks()
    }
    return result
  }

  private mutating func durations() throws(SyntaxError) -> [Duration?] {
    var value = try signedDuration()
    var difference = Duration.zero
    if let byte = bytes.at(position), byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") {
      difference = try signedDuration()
    }
    guard take("x") else { return [value] }
    var result: [Duration?] = [value]
    for _ in 0..<(try count()) {
      value += difference
      result.append(value)
    }
    return result
  }

  private mutating func signedDuration() throws(SyntaxError) -> Duration {
    let isMinus = bytes.at(position) == UInt8(ascii: "-")
    if isMinus || bytes.at(position) == UInt8(ascii: "+") { position += 1 }
    let start = position
    while let byte = bytes.at(position), byte.isNameByte, byte != UInt8(ascii: "x") {
      position += 1
    }
    guard let duration = PrometheusDuration.parse(bytes.text(start..<position)) else {
      throw SyntaxError(
        message: "not a valid duration string: \"\(bytes.text(start..<position))\"",
        range: start..<position)
    }
    return isMinus ? .zero - duration : duration
  }
}
