internal import Metrics

/// The name of a series with `{{label}}` where a label's value goes.
struct LegendTemplate {
  private enum Piece {
    case text(ArraySlice<UInt8>)
    case label(ByteString)
  }

  private var pieces: [Piece] = []

  /// The template; braces that are not closed are text.
  init(_ template: String) {
    var rest = Array(template.utf8)[...]
    while let start = Self.firstPair("{", in: rest) {
      let inside = rest[(start + 2)...]
      guard let end = Self.firstPair("}", in: inside) else { break }
      pieces.append(.text(rest[..<start]))
      let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") }
      let name = inside[..<end].drop(while: isBlank).reversed().drop(while: isBlank).reversed()
      pieces.append(.label(ByteString(name)))
      rest = rest[(end + 2)...]
    }
    pieces.append(.text(rest))
  }

  /// The name of the series with these labels.
  func text(_ labels: Labels) -> String {
    let bytes = pieces.flatMap { piece -> [UInt8] in
      switch piece {
      case .text(let text): Array(text)
      case .label(let name): (labels[name] ?? ByteString()).bytes
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func firstPair(_ brace: Unicode.Scalar, in bytes: ArraySlice<UInt8>) -> Int? {
    bytes.indices.first {
      bytes[$0] == UInt8(ascii: brace) && $0 + 1 < bytes.endIndex
        && bytes[$0 + 1] == UInt8(ascii: brace)
    }
  }
}
