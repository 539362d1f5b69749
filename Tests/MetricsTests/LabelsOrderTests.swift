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
    var state = seed
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    func text() -> ByteString {
      let count = [1, 2, 7, 8, 9, 127, 128, 129][next(8)]
      return ByteString((0..<count).map { $0 + 3 < count ? 97 : UInt8(97 + next(2)) })
    }
    let sets = (0..<60).map { _ in
      Labels((0..<next(4)).map { _ in (name: text(), value: text()) })
    }
    for left in sets {
      for right in sets {
        let one = left.flatMap { [$0.name.bytes, $0.value.bytes] }
        let other = right.flatMap { [$0.name.bytes, $0.value.bytes] }
        let expected = one.lexicographicallyPrecedes(other) { $0.lexicographicallyPrecedes($1) }
        #expect((left < right) == expected, "seed \(seed): \(left) and \(right)")
      }
    }
  }
}
