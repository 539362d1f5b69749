public import Metrics

/// Why a text is no list of matchers, and at which byte.
public struct SilenceError: Error, Hashable, Sendable {
  /// What is wrong and what was expected.
  public var message: String
  /// The byte at which it is wrong.
  public var offset: Int

  /// An error at a byte.
  public init(message: String, offset: Int) {
    self.message = message
    self.offset = offset
  }
}

extension Silence {
  /// Reads matchers as Prometheus and Alertmanager write them: `alertname="DiskFull", instance=~"web.*"`.
  ///
  /// Braces around them, commas or blanks between them and quotes around values may be left out; a first word without an
  /// operator is the name of an alert, as for amtool.
  ///
  /// - Parameter text: the matchers.
  /// - Returns: at least one of them, not all of which an alert without labels satisfies.
  /// - Throws: what is wrong first.
  public static func matchers(_ text: ByteString) throws(SilenceError) -> [LabelMatcher] {
    var scan = SilenceScan(bytes: text.bytes)
    let matchers = try scan.matchers()
    guard !matchers.isEmpty else {
      throw SilenceError(
        message: "expected matchers such as alertname=\"DiskFull\"", offset: text.bytes.count)
    }
    guard !matchers.allSatisfy(\.matchesAbsence) else {
      throw SilenceError(
        message: "that matches every alert; expected a matcher that needs a label", offset: 0)
    }
    return matchers
  }

  /// The matchers as text: `alertname="DiskFull", instance=~"web.*"`.
  public var text: ByteString { matchers.silenceText }
}

extension [LabelMatcher] {
  /// The matchers of a silence as text: `alertname="DiskFull", instance=~"web.*"`.
  public var silenceText: ByteString {
    var bytes: [UInt8] = []
    for matcher in self {
      if !bytes.isEmpty { bytes += ", ".utf8 }
      bytes += matcher.name.bytes
      bytes += (matcher.operation.rawValue + "\"").utf8
      for byte in matcher.value.bytes {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        case UInt8(ascii: "\n"): bytes += "\\n".utf8
        default: bytes.append(byte)
        }
      }
      bytes.append(UInt8(ascii: "\""))
    }
    return ByteString(bytes)
  }
}

/// The reading of one list of matchers.
private struct SilenceScan {
  let bytes: [UInt8]
  var position = 0

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func matchers() throws(SilenceError) -> [LabelMatcher] {
    skipBlanks()
    let isBraced = take("{")
    var matchers: [LabelMatcher] = []
    while true {
      skipBlanks()
      while take(",") { skipBlanks() }
      guard let byte = next, !(isBraced && byte == UInt8(ascii: "}")) else { break }
      matchers.append(try matcher(isFirst: matchers.isEmpty))
    }
    if isBraced, !take("}") { throw error("expected '}' after the matchers") }
    skipBlanks()
    if next != nil { throw error("expected nothing after '}'") }
    return matchers
  }

  private mutating func matcher(isFirst: Bool) throws(SilenceError) -> LabelMatcher {
    let start = position
    while let byte = next, !SilenceScan.ends.contains(byte) { position += 1 }
    let name = ByteString(bytes[start..<position])
    guard !name.bytes.isEmpty else { throw error("expected the name of a label") }
    skipBlanks()
    guard let operation = operation() else {
      guard isFirst else { throw error("expected '=', '!=', '=~' or '!~' after '\(name.text)'") }
      return LabelMatcher("alertname", equals: name)
    }
    skipBlanks()
    let place = position
    let value = try value()
    do throws(RegularExpressionError) {
      return try LabelMatcher(name, operation, value)
    } catch {
      throw SilenceError(message: "\(error)", offset: place)
    }
  }

  /// What ends a name: blanks, separators and operators.
  private static let ends = Set(" \t,{}=!~\"".utf8)

  private mutating func operation() -> LabelMatcher.Operation? {
    let order: [LabelMatcher.Operation] = [.matches, .doesNotMatch, .notEqual, .equal]
    return order.first { take($0.rawValue) }
  }

  private mutating func value() throws(SilenceError) -> ByteString {
    guard take("\"") else {
      let start = position
      while let byte = next, !Set(" \t,}".utf8).contains(byte) { position += 1 }
      return ByteString(bytes[start..<position])
    }
    var value: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return ByteString(value)
      case UInt8(ascii: "\\"):
        guard let escaped = next else { break }
        position += 1
        value.append(escaped == UInt8(ascii: "n") ? UInt8(ascii: "\n") : escaped)
      default: value.append(byte)
      }
    }
    throw error("expected '\"' at the end of the value")
  }

  private mutating func skipBlanks() {
    while next == UInt8(ascii: " ") || next == UInt8(ascii: "\t") { position += 1 }
  }

  private mutating func take(_ text: String) -> Bool {
    guard bytes[position...].starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  private func error(_ message: String) -> SilenceError {
    SilenceError(message: message, offset: position)
  }
}
