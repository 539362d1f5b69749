internal import Metrics

/// A function that templates may call.
struct TemplateFunction: Sendable {
  /// Why a call has no value.
  enum Failure: Error {
    /// An argument is of the wrong kind.
    case argument(String)
    /// The function itself says no.
    case call(String)
  }

  typealias Body = @Sendable ([TemplateValue], TemplateContext) throws(Failure) -> TemplateValue

  let name: String
  let minimumCount: Int
  /// `nil` where any number more may follow.
  let maximumCount: Int?
  let body: Body

  /// A function of exactly `count` arguments, or of at least so many.
  init(_ name: String, _ count: Int, orMore: Bool = false, _ body: @escaping Body) {
    self.name = name
    minimumCount = count
    maximumCount = orMore ? nil : count
    self.body = body
  }

  /// What is wrong with this number of arguments; `nil` when nothing is.
  func complaint(aboutCount count: Int) -> String? {
    if count >= minimumCount, count <= maximumCount ?? count { return nil }
    let wanted = maximumCount == nil ? "at least \(minimumCount)" : "\(minimumCount)"
    return "wrong number of args for \(name): want \(wanted) got \(count)"
  }

  /// The function `name`; `nil` where there is none.
  static func named(_ name: String) -> TemplateFunction? { all[name] }

  private static let all: [String: TemplateFunction] = Dictionary(
    uniqueKeysWithValues: (general + comparisons + queries + texts + humanized + links)
      .map { ($0.name, $0) })
}

extension TemplateValue {
  /// The text, for a parameter that must be one.
  func wantedText() throws(TemplateFunction.Failure) -> ByteString {
    if case .text(let text) = self { return text }
    throw .argument("wrong type for value; expected string; got \(typeName)")
  }

  /// The number that a value is or that a text writes.
  func wantedNumber() throws(TemplateFunction.Failure) -> Double {
    switch self {
    case .real(let value): return value
    case .integer(let value): return Double(value)
    case .unsigned(let value): return Double(value)
    case .duration(let nanoseconds): return Double(nanoseconds) / 1e9
    case .text(let text):
      if let value = GoNumber.real(text.text) { return value }
      throw .call(
        "strconv.ParseFloat: parsing \(text.text.quotedAsInGo): invalid syntax")
    case .null, .boolean, .labels, .map, .sample, .list, .time, .alert:
      throw .call("can't convert \(typeName) to float")
    }
  }
}

/// Numbers as Go's `strconv.ParseFloat` reads them.
enum GoNumber {
  /// The number that `text` writes; `nil` where it is none.
  static func real(_ text: String) -> Double? {
    let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
    let isNegative = text.hasPrefix("-")
    switch digits.lowercased() {
    case "inf", "infinity": return isNegative ? -.infinity : .infinity
    case "nan": return text == String(digits) ? .nan : nil
    default: break
    }
    guard let first = digits.utf8.first,
      first.isTemplateDigit || first == UInt8(ascii: "."),
      let magnitude = Double(digits.hasPrefix(".") ? "0" + digits : String(digits)),
      magnitude.isFinite
    else { return nil }
    return isNegative ? -magnitude : magnitude
  }
}
