/// A label set: what identifies a series, the metric's name under `__name__` among it.
///
/// Names are unique and sorted by bytes; an empty value is the same as no label and is not kept. All pairs live in one
/// buffer with lengths before the bytes, so that a set costs one allocation and equality is one comparison of memory.
public struct Labels: Hashable, Sendable {
  /// For each pair in order: name length, name, value length, value; lengths as LEB128.
  let storage: [UInt8]

  /// A 64-bit hash of the whole set, the same in every run and on every machine.
  public let fingerprint: UInt64

  /// The set without a label.
  public static let empty = Labels()

  /// The set without a label.
  public init() { self.init(storage: []) }

  /// The set of `pairs` in any order; of two pairs with one name the later stays, pairs with an empty value are left out.
  public init(_ pairs: some Sequence<(name: ByteString, value: ByteString)>) {
    self.init(sorted: Labels.normalised(Array(pairs)))
  }

  /// The set of `pairs` in any order, which an array gives several times faster than another sequence does.
  public init(_ pairs: [(name: ByteString, value: ByteString)]) {
    self.init(sorted: Labels.normalised(pairs))
  }

  init(storage: [UInt8]) {
    self.storage = storage
    fingerprint = Labels.hash(storage)
  }

  /// The set whose buffer and fingerprint another set once gave; for stores, which keep sets as bytes.
  ///
  /// - Parameters:
  ///   - encoded: what `encoded` of that set was.
  ///   - fingerprint: its fingerprint.
  public init(encoded: [UInt8], fingerprint: UInt64) {
    storage = encoded
    self.fingerprint = fingerprint
  }

  /// The pairs in one buffer, sorted by name: name length, name, value length, value; lengths as LEB128.
  public var encoded: [UInt8] { storage }

  init(sorted pairs: [(name: ByteString, value: ByteString)]) {
    var storage: [UInt8] = []
    storage.reserveCapacity(pairs.reduce(0) { $0 + $1.name.count + $1.value.count + 4 })
    for pair in pairs {
      Labels.append(pair.name.bytes, to: &storage)
      Labels.append(pair.value.bytes, to: &storage)
    }
    self.init(storage: storage)
  }

  /// Whether there is no label.
  public var isEmpty: Bool { storage.isEmpty }

  /// The number of labels, the metric's name included.
  public var count: Int {
    var count = 0
    var position = 0
    while position < storage.count {
      _ = Labels.nextRange(in: storage, at: &position)
      _ = Labels.nextRange(in: storage, at: &position)
      count += 1
    }
    return count
  }

  /// The value of the label `name`; `nil` when the set has no such label.
  ///
  /// - Complexity: O(bytes of the set); allocates only the value.
  public subscript(name: ByteString) -> ByteString? {
    guard let range = valueRange(of: name) else { return nil }
    return ByteString(storage[range])
  }

  /// The metric's name, the value of `__name__`; `nil` for a set without one.
  public var metricName: ByteString? { self[Labels.metricNameLabel] }

  /// The label that carries the metric's name.
  public static let metricNameLabel: ByteString = "__name__"

  /// Equality by bytes.
  public static func == (left: Labels, right: Labels) -> Bool {
    left.fingerprint == right.fingerprint && left.storage == right.storage
  }

  /// Feeds the fingerprint, which stands for the whole set.
  public func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
}

// MARK: - Sets made from sets

extension Labels {
  /// The set with only the labels in `names`, which is sorted.
  public func keeping(_ names: [ByteString]) -> Labels { filtered(names, keepsThem: true) }

  /// The set without the labels in `names`, which is sorted.
  public func dropping(_ names: [ByteString]) -> Labels { filtered(names, keepsThem: false) }

  /// The set without the metric's name.
  public var withoutMetricName: Labels { dropping([Labels.metricNameLabel]) }

  /// The set with the label `name` set to `value`, or without it when `value` is empty.
  public func setting(_ name: ByteString, to value: ByteString) -> Labels {
    var pairs = Array(self)
    pairs.append((name, value))
    return Labels(pairs)
  }

  /// The set with every label of `others` set; an empty value there removes the label.
  public func merging(_ others: some Sequence<(name: ByteString, value: ByteString)>) -> Labels {
    var pairs = Array(self)
    pairs.append(contentsOf: others.map { ($0.name, $0.value) })
    return Labels(pairs)
  }

  private func filtered(_ names: [ByteString], keepsThem: Bool) -> Labels {
    let bytes = unsafe storage.span.bytes
    var kept: [UInt8] = []
    kept.reserveCapacity(storage.count)
    var start = 0
    // Neighbours that stay are copied together.
    var run = 0
    while start < bytes.byteCount {
      let name = Labels.field(at: start, in: bytes)
      let end = Labels.field(at: name.upperBound, in: bytes).upperBound
      if Labels.isOne(of: names, bytes, name) != keepsThem {
        kept.append(contentsOf: storage[run..<start])
        run = end
      }
      start = end
    }
    if run == 0 { return self }
    kept.append(contentsOf: storage[run...])
    return Labels(storage: kept)
  }

  private static func isOne(of names: [ByteString], _ bytes: RawSpan, _ name: Range<Int>) -> Bool {
    for candidate in names where isEqual(bytes, name, candidate) { return true }
    return false
  }
}

// MARK: - Pairs in order

extension Labels: Sequence {
  /// Walks the pairs in the order of their names.
  public struct Iterator: IteratorProtocol {
    private let storage: [UInt8]
    private var position = 0

    init(_ storage: [UInt8]) { self.storage = storage }

    /// The next pair; `nil` after the last.
    public mutating func next() -> (name: ByteString, value: ByteString)? {
      guard position < storage.count else { return nil }
      let name = Labels.nextRange(in: storage, at: &position)
      let value = Labels.nextRange(in: storage, at: &position)
      return (ByteString(storage[name]), ByteString(storage[value]))
    }
  }

  /// An iterator over the pairs, sorted by name.
  public func makeIterator() -> Iterator { Iterator(storage) }
}

extension Labels: ExpressibleByDictionaryLiteral {
  /// A set written as a dictionary literal.
  public init(dictionaryLiteral elements: (ByteString, ByteString)...) {
    self.init(elements.map { (name: $0.0, value: $0.1) })
  }
}

extension Labels: CustomStringConvertible {
  /// The set as PromQL writes it: `name{label="value"}`, escaped with backslashes.
  public var description: String {
    let name = metricName?.text ?? ""
    let rest = filter { $0.name != Labels.metricNameLabel }
      .map { "\($0.name.text)=\"\(Labels.escaped($0.value.text))\"" }
    guard !rest.isEmpty else { return name.isEmpty ? "{}" : name }
    return name + "{" + rest.joined(separator: ", ") + "}"
  }

  private static func escaped(_ value: String) -> String {
    var result = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

// MARK: - The buffer

extension Labels {
  static func normalised(
    _ pairs: [(name: ByteString, value: ByteString)]
  ) -> [(name: ByteString, value: ByteString)] {
    guard pairs.count <= 32 else { return unique(ordered(pairs)) }
    // Few labels are sorted by insertion, which keeps the order of equal names; this is where new series spend their time.
    var result = pairs
    for index in result.indices.dropFirst() {
      var place = index
      while place > 0, result[place].name < result[place - 1].name {
        result.swapAt(place, place - 1)
        place -= 1
      }
    }
    return unique(result)
  }

  private static func ordered(
    _ pairs: [(name: ByteString, value: ByteString)]
  ) -> [(name: ByteString, value: ByteString)] {
    let numbered = pairs.enumerated().sorted {
      $0.element.name == $1.element.name
        ? $0.offset < $1.offset : $0.element.name < $1.element.name
    }
    return numbered.map(\.element)
  }

  /// Of neighbours with one name the last, and none with an empty value.
  private static func unique(
    _ pairs: [(name: ByteString, value: ByteString)]
  ) -> [(name: ByteString, value: ByteString)] {
    var result: [(name: ByteString, value: ByteString)] = []
    result.reserveCapacity(pairs.count)
    for index in pairs.indices {
      let isLast = index + 1 == pairs.count || pairs[index + 1].name != pairs[index].name
      if isLast, !pairs[index].value.isEmpty { result.append(pairs[index]) }
    }
    return result
  }

  private func valueRange(of name: ByteString) -> Range<Int>? {
    let bytes = unsafe storage.span.bytes
    var start = 0
    while start < bytes.byteCount {
      let candidate = Labels.field(at: start, in: bytes)
      let value = Labels.field(at: candidate.upperBound, in: bytes)
      if Labels.isEqual(bytes, candidate, name) { return value }
      start = value.upperBound
    }
    return nil
  }

  private static func append(_ bytes: [UInt8], to storage: inout [UInt8]) {
    var length = bytes.count
    while length >= 0x80 {
      storage.append(UInt8(length & 0x7f) | 0x80)
      length >>= 7
    }
    storage.append(UInt8(length))
    storage.append(contentsOf: bytes)
  }

  private static func nextRange(in storage: [UInt8], at position: inout Int) -> Range<Int> {
    var length = 0
    var shift = 0
    while storage[position] >= 0x80 {
      length |= Int(storage[position] & 0x7f) << shift
      shift += 7
      position += 1
    }
    length |= Int(storage[position]) << shift
    let start = position + 1
    position = start + length
    return start..<position
  }

  /// Mixes eight bytes at a time by multiplication and rotation; good spread, no secret, no dependence on the run.
  private static func hash(_ bytes: [UInt8]) -> UInt64 {
    let prime: UInt64 = 0x9e37_79b9_7f4a_7c15
    var hash = UInt64(bytes.count) &* prime
    let span = unsafe bytes.span.bytes
    var index = 0
    while index + 8 <= bytes.count {
      // The load ends before `count`.
      let word = unsafe span.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self).bigEndian
      hash = (hash ^ word) &* prime
      hash ^= hash >> 29
      index += 8
    }
    if index < bytes.count {
      var word: UInt64 = 0
      for byte in bytes[index...] { word = word << 8 | UInt64(byte) }
      hash = (hash ^ word) &* prime
      hash ^= hash >> 29
    }
    hash = hash &* 0xbf58_476d_1ce4_e5b9
    return hash ^ (hash >> 32)
  }
}
