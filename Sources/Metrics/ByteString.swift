/// A name or value as its source wrote it: bytes that usually are UTF-8 and need not be.
///
/// Equality, order and hash are by bytes, as Prometheus's are; Swift's `String` would treat composed and decomposed
/// letters as equal and repair what is invalid.
public struct ByteString: Hashable, Sendable {
  /// The bytes, untouched.
  public let bytes: [UInt8]

  /// The empty string.
  public init() { bytes = [] }

  /// The string that consists of `bytes`.
  public init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  /// The string that consists of `bytes`, which an array gives without a copy.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The UTF-8 bytes of a Swift string.
  public init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

  /// Whether there is no byte at all.
  public var isEmpty: Bool { bytes.isEmpty }

  /// The number of bytes.
  public var count: Int { bytes.count }

  /// The string as Swift text; bytes that are no UTF-8 appear as U+FFFD.
  ///
  /// It is not safe to show: only a sanitiser makes text for a terminal.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether the first bytes are those of `prefix`.
  public func hasPrefix(_ prefix: ByteString) -> Bool { bytes.starts(with: prefix.bytes) }

  /// Feeds the length and all bytes at once, where an array would feed them one by one.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(bytes.count)
    unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
  }
}

extension ByteString: Comparable {
  /// Order by bytes, the shorter first where one is the beginning of the other.
  public static func < (left: ByteString, right: ByteString) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

extension ByteString: ExpressibleByStringLiteral {
  /// The UTF-8 bytes of a literal.
  public init(stringLiteral text: String) { self.init(text) }
}

extension ByteString: CustomStringConvertible {
  /// The same as `text`.
  public var description: String { text }
}
