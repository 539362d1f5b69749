/// Quantities as bcache and bcachefs print them, such as `2.05G`: a number and the letter of a power of 1,024.
public enum BinaryQuantity {
  private static let letters: [Character] = ["K", "M", "G", "T", "P", "E", "Z", "Y"]

  /// The whole number that bcachefs writes, what is behind the point of a unit cut off; `nil` where there is none.
  public static func value(_ text: some StringProtocol) -> Double? {
    let (digits, factor) = split(trimmed(text))
    return decimal(digits).map { ($0 * factor).rounded(.towardZero) }
  }

  /// The whole number that bcache writes; `nil` where there is none.
  ///
  /// Behind the point stand not tenths but 1,024ths of the unit divided by 100, so that `.10` is more than `.9`.
  public static func bcacheValue(_ text: some StringProtocol) -> Double? {
    let (digits, factor) = split(trimmed(text))
    let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let whole = decimal(String(first)) else { return nil }
    guard parts.count == 2, factor > 1 else {
      return decimal(digits).map { ($0 * factor).rounded(.towardZero) }
    }
    guard let part = decimal(String(parts[1])) else { return nil }
    return ((whole + part / 10.24) * factor).rounded(.towardZero)
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\n" }
    var rest = text.drop(while: isBlank)
    while let last = rest.last, isBlank(last) { rest.removeLast() }
    return String(rest)
  }

  private static func split(_ text: String) -> (digits: String, factor: Double) {
    guard let last = text.last,
      let power = letters.firstIndex(of: Character(last.uppercased()))
    else { return (text, 1) }
    var factor = 1.0
    for _ in 0...power { factor *= 1024 }
    return (String(text.dropLast()), factor)
  }

  private static func decimal(_ text: String) -> Double? {
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 &- 0x30 < 10 || $0 == 0x2e }) else {
      return nil
    }
    return Double(text)
  }
}
