import Metrics
import Testing

@Suite struct LabelsOrderTests {
  /// Pairs of sets, the smaller first.
  static let ordered: [(Labels, Labels)] = [
    ([:], ["a": "1"]),
    (["a": "1"], ["a": "2"]),
    (["a": "1"], ["a": "10"]),
    (["a": "10"], ["a": "2"]),
    (["a": "1"], ["a": "1", "b": "1"]),
    (["a": "1", "b": "1"], ["b": "1"]),
    (["a": "1"], ["ab": "1"]),
    (["__name__": "up", "instance": "web-1"], ["__name__": "up", "instance": "web-10"]),
    (["__name__": "up", "instance": "web-10"], ["__name__": "up", "instance": "web-2"]),
    (["a": "z"], ["a": "za", "b": "0"]),
    (["a": "\u{7f}"], ["a": "\u{80}"]),
  ]

  @Test(arguments: ordered)
  func `sets are ordered by their pairs, names before values`(less: Labels, more: Labels) {
    #expect(less < more)
    #expect(!(more < less))
    #expect(!(less < less))
  }

  /// Names and values of lengths around those at which a length takes a second byte and a word ends.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `the order is that of the lists of pairs`(seed: UInt64) {
    var texts = Texts(state: seed)
    let sets = (0..<60).map { _ in texts.set([], most: 3) }
    for left in sets {
      for right in sets {
        #expect(
          (left < right) == precedes(left, right), "seed \(seed): \(left) and \(right)")
      }
    }
  }

  /// Sets that have a beginning in common, as those of a selection do, differ in a name, a value or a length after it.
  @Test(arguments: [0, 1, 2], [4, 5, 6, 7, 8] as [UInt64])
  func `sets are put in the order of their lists of pairs`(shared: Int, seed: UInt64) {
    var texts = Texts(state: seed)
    let beginning = (0..<shared).map { (name: ByteString("A\($0)"), value: texts.text()) }
    let sets = (0..<40).map { _ in texts.set(beginning, most: 2) }
    let expected = sets.indices.sorted {
      precedes(sets[$0], sets[$1]) || (sets[$0] == sets[$1] && $0 < $1)
    }
    #expect(Labels.order(sets) == expected)
    #expect(Labels.order(expected.map { sets[$0] }) == nil)
  }

  @Test func `no set and one set are in order`() {
    #expect(Labels.order([]) == nil)
    #expect(Labels.order([["a": "1"]]) == nil)
  }

  private func precedes(_ left: Labels, _ right: Labels) -> Bool {
    let one = left.flatMap { [$0.name.bytes, $0.value.bytes] }
    let other = right.flatMap { [$0.name.bytes, $0.value.bytes] }
    return one.lexicographicallyPrecedes(other) { $0.lexicographicallyPrecedes($1) }
  }
}

/// Texts that are alike but for their last bytes and their length, by chance.
private struct Texts {
  var state: UInt64

  mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }

  mutating func text() -> ByteString {
    let count = [1, 2, 7, 8, 9, 127, 128, 129][next(8)]
    return ByteString((0..<count).map { $0 + 3 < count ? 97 : UInt8(97 + next(2)) })
  }

  mutating func set(_ beginning: [(name: ByteString, value: ByteString)], most: Int) -> Labels {
    var pairs = beginning
    for _ in 0..<next(most + 1) { pairs.append((name: text(), value: text())) }
    return Labels(pairs)
  }
}
