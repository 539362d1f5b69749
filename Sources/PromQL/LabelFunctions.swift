internal import Metrics

/// What `label_replace` does to one label set.
struct LabelReplacement {
  let destination: ByteString
  let source: ByteString
  private let expression: RegularExpression
  private let template: [Piece]

  private enum Piece {
    case literal([UInt8])
    case group(Int)
  }

  /// - Throws: where the pattern is no regular expression or the destination no label name.
  init(
    destination: ByteString, replacement: ByteString, source: ByteString, pattern: ByteString
  ) throws(EvaluationError) {
    do {
      expression = try RegularExpression(pattern)
    } catch {
      throw .execution("invalid regular expression in label_replace(): \(pattern.text)")
    }
    guard destination.isLabelName else {
      throw .execution(
        "invalid destination label name in label_replace(): \(destination.text)")
    }
    self.destination = destination
    self.source = source
    template = Self.pieces(replacement.bytes, expression)
  }

  /// The set with the destination replaced; `nil` where the pattern does not match.
  func callAsFunction(_ labels: Labels) -> Labels? {
    guard let captures = expression.captures(labels[source] ?? "") else { return nil }
    var value: [UInt8] = []
    for piece in template {
      switch piece {
      case .literal(let bytes): value += bytes
      case .group(let number) where number < captures.count: value += captures[number]?.bytes ?? []
      case .group: break
      }
    }
    return labels.setting(destination, to: ByteString(value))
  }

  /// Splits at `$1`, `$name`, `${1}`, `${name}` and `$$`; a name is as long as it can be, an unknown one is empty.
  ///
  /// Source: Go, package regexp, `Regexp.Expand`.
  private static func pieces(_ text: [UInt8], _ expression: RegularExpression) -> [Piece] {
    var result: [Piece] = []
    var literal: [UInt8] = []
    var position = 0
    while position < text.count {
      guard text[position] == UInt8(ascii: "$"), position + 1 < text.count else {
        literal.append(text[position])
        position += 1
        continue
      }
      if text[position + 1] == UInt8(ascii: "$") {
        literal.append(UInt8(ascii: "$"))
        position += 2
      } else if let (name, end) = reference(text, position + 1) {
        result.append(.literal(literal))
        literal = []
        if let number = groupNumber(name, expression) { result.append(.group(number)) }
        position = end
      } else {
        literal.append(text[position])
        position += 1
      }
    }
    return result + [.literal(literal)]
  }

  private static func reference(_ text: [UInt8], _ start: Int) -> (ByteString, end: Int)? {
    let isBraced = text[start] == UInt8(ascii: "{")
    let rest = text[(isBraced ? start + 1 : start)...]
    let name = rest.prefix { $0.isWordCharacter }
    guard !name.isEmpty else { return nil }
    guard isBraced else { return (ByteString(name), name.endIndex) }
    guard name.endIndex < text.count, text[name.endIndex] == UInt8(ascii: "}") else { return nil }
    return (ByteString(name), name.endIndex + 1)
  }

  private static func groupNumber(_ name: ByteString, _ expression: RegularExpression) -> Int? {
    if name.bytes.allSatisfy({ $0.isDigit }) { return Int(name.text) }
    return expression.groupNumber(name)
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  fileprivate var isWordCharacter: Bool {
    isDigit || self == UInt8(ascii: "_")
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
  }
}

extension ByteString {
  /// Whether a label may have this name: any UTF-8 that is not empty.
  var isLabelName: Bool { !isEmpty && String(validating: bytes, as: UTF8.self) != nil }
}

/// Functions that change or compare labels.
enum LabelFunctions {
  /// The set with `destination` made of the values of `sources`, `separator` between them.
  static func join(
    _ labels: Labels, destination: ByteString, separator: ByteString, sources: [ByteString]
  ) -> Labels {
    let values = sources.map { labels[$0]?.bytes ?? [] }
    return labels.setting(destination, to: ByteString(values.joined(separator: separator.bytes)))
  }

  /// Whether the values of `names`, and after them the whole sets, are in order; digits count as numbers.
  static func precedes(_ left: Labels, _ right: Labels, by names: [ByteString]) -> Bool {
    for name in names {
      let (a, b) = (left[name] ?? "", right[name] ?? "")
      if a != b { return naturallyPrecedes(a.bytes, b.bytes) }
    }
    return left < right
  }

  /// The order of people: runs of digits compare as numbers, the rest byte by byte.
  private static func naturallyPrecedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    var (a, b) = (left[...], right[...])
    while let first = a.first, let second = b.first {
      let x = run(&a, ofDigits: first.isDigit)
      let y = run(&b, ofDigits: second.isDigit)
      if first.isDigit, second.isDigit {
        let (p, q) = (x.drop { $0 == UInt8(ascii: "0") }, y.drop { $0 == UInt8(ascii: "0") })
        if p.count != q.count { return p.count < q.count }
        if !p.elementsEqual(q) { return p.lexicographicallyPrecedes(q) }
      } else if !x.elementsEqual(y) {
        return x.lexicographicallyPrecedes(y)
      }
    }
    return a.count < b.count || (a.count == b.count && left.lexicographicallyPrecedes(right))
  }

  private static func run(_ text: inout ArraySlice<UInt8>, ofDigits: Bool) -> ArraySlice<UInt8> {
    let run = text.prefix { $0.isDigit == ofDigits }
    text = text.dropFirst(run.count)
    return run
  }
}
