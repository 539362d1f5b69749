internal import CRE2

/// A regular expression in RE2's syntax that must match a whole text; dot matches a newline.
///
/// Linear in the text whatever the pattern. A literal, a literal prefix and an alternation of literals are recognised
/// and compared without RE2. Source: github.com/google/re2, Syntax.
public struct RegularExpression: Sendable {
  /// The pattern as written.
  public let pattern: ByteString

  private let compiled: Compiled

  /// Compiles `pattern`.
  ///
  /// - Throws: what RE2 says is wrong with it.
  public init(_ pattern: ByteString) throws(RegularExpressionError) {
    self.pattern = pattern
    compiled = try Compiled(pattern)
  }

  /// Whether the pattern matches all of `text`.
  public func matches(_ text: ByteString) -> Bool { compiled.matches(text) }

  /// The texts of the groups, the whole match first; `nil` for a group that took no part; `nil` where nothing matches.
  public func captures(_ text: ByteString) -> [ByteString?]? { compiled.captures(text) }

  /// Where the first match from the byte `start` on and its groups stand, the whole match first; `nil` for a group that
  /// took no part; `nil` where nothing matches.
  public func firstMatch(in text: ByteString, from start: Int) -> [Range<Int>?]? {
    compiled.firstMatch(in: text, from: start)
  }

  /// The number of the group `name`; `nil` when the pattern has no such group.
  public func groupNumber(_ name: ByteString) -> Int? { compiled.groupNumber(name) }

  /// The number of capturing groups, the whole match not counted.
  public var groupCount: Int { compiled.groupCount }
}

extension RegularExpression: Hashable {
  /// Equality of the patterns.
  public static func == (left: RegularExpression, right: RegularExpression) -> Bool {
    left.pattern == right.pattern
  }

  /// Feeds the pattern.
  public func hash(into hasher: inout Hasher) { hasher.combine(pattern) }
}

/// Why a text is no regular expression.
public struct RegularExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The pattern as written.
  public var pattern: ByteString
  /// RE2's own words.
  public var reason: String

  /// The reason with the pattern quoted.
  public var description: String { "invalid regular expression '\(pattern.text)': \(reason)" }
}

/// Owns RE2's object, which any number of threads may use at once.
@safe private final class Compiled: @unchecked Sendable {
  fileprivate let handle: OpaquePointer

  init(_ pattern: ByteString) throws(RegularExpressionError) {
    let handle = unsafe withCharacters(pattern) { unsafe cre2_compile($0, $1) }
    guard let handle = unsafe handle else {
      throw RegularExpressionError(pattern: pattern, reason: "out of memory")
    }
    if let reason = unsafe cre2_error(handle) {
      let text = unsafe String(cString: reason)
      unsafe cre2_free(handle)
      throw RegularExpressionError(pattern: pattern, reason: text)
    }
    unsafe self.handle = handle
  }

  deinit { unsafe cre2_free(handle) }

  var groupCount: Int { unsafe Int(cre2_group_count(handle)) }

  func groupNumber(_ name: ByteString) -> Int? {
    let number = unsafe withCharacters(name) { unsafe cre2_group_number(handle, $0, $1) }
    return number < 0 ? nil : Int(number)
  }

  func matches(_ text: ByteString) -> Bool {
    unsafe withCharacters(text) { unsafe cre2_matches(handle, $0, $1) } == 1
  }

  func captures(_ text: ByteString) -> [ByteString?]? {
    let groups = groupCount + 1
    var begins = [Int64](repeating: -1, count: groups)
    var ends = begins
    let found = unsafe withCharacters(text) {
      unsafe cre2_captures(handle, $0, $1, Int32(groups), &begins, &ends)
    }
    guard found == 1 else { return nil }
    return zip(begins, ends).map { begin, end in
      begin < 0 ? nil : ByteString(text.bytes[Int(begin)..<Int(end)])
    }
  }
}

extension Compiled {
  func firstMatch(in text: ByteString, from start: Int) -> [Range<Int>?]? {
    precondition((0...text.count).contains(start), "a search begins inside of the text")
    let groups = groupCount + 1
    var begins = [Int64](repeating: -1, count: groups)
    var ends = begins
    let found = unsafe withCharacters(text) {
      unsafe cre2_find(handle, $0, $1, start, Int32(groups), &begins, &ends)
    }
    guard found == 1 else { return nil }
    return zip(begins, ends).map { $0 < 0 ? nil : Int($0)..<Int($1) }
  }
}

private func withCharacters<Result>(
  _ text: ByteString, _ body: (UnsafePointer<CChar>?, Int) -> Result
) -> Result {
  unsafe text.bytes.withUnsafeBytes {
    unsafe body($0.bindMemory(to: CChar.self).baseAddress, $0.count)
  }
}
