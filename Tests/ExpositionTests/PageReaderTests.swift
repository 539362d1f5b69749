import Metrics
import Testing

@testable import Exposition

/// A small generator whose numbers are the same in every run.
private struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}

@Suite struct PageReaderTests {
  /// What a store would hold: the living series and their newest values.
  private struct Store {
    var labels: [UInt32: Labels] = [:]
    var values: [Labels: Double] = [:]

    mutating func take(_ batch: SampleBatch) -> [String] {
      var problems: [String] = []
      // A slot that ends may not be declared again in the same batch, nor one that lives.
      for declaration in batch.declarations {
        if labels[declaration.slot] != nil { problems.append("slot \(declaration.slot) lives") }
        labels[declaration.slot] = declaration.labels
      }
      for (slot, value) in zip(batch.slots, batch.values) {
        if let labels = labels[slot] {
          values[labels] = value
        } else {
          problems.append("slot \(slot) was not declared")
        }
      }
      for slot in batch.ended {
        guard let gone = labels.removeValue(forKey: slot) else {
          problems.append("slot \(slot) ended twice")
          continue
        }
        values[gone] = nil
      }
      return problems
    }
  }

  /// A page of some of these families, in some order, with odd spacing here and there.
  private static func page(_ numbers: inout SeededNumbers) -> String {
    var families = Array(0..<6).filter { _ in Int.random(in: 0..<4, using: &numbers) > 0 }
    if Int.random(in: 0..<3, using: &numbers) == 0 { families.shuffle(using: &numbers) }
    var page = ""
    for family in families {
      if Bool.random(using: &numbers) { page += "# HELP m\(family) Text \(family).\n" }
      page += "# TYPE m\(family) \(family % 2 == 0 ? "counter" : "histogram")\n"
      for series in 0..<8 where Int.random(in: 0..<5, using: &numbers) > 0 {
        let value = Int.random(in: 0..<1000, using: &numbers)
        switch Int.random(in: 0..<12, using: &numbers) {
        case 0: page += "m\(family) { le = \"\(series)\" , a=\"x\" }  \(value)\n"
        case 1: page += "  m\(family){a=\"x\",le=\"\(series)\",} \(value).5\n\n"
        case 2: page += "m\(family)_\(series) \(value)\n"
        case 3: page += "m\(family)_\(series)\t\(value)\n# a comment\n"
        default: page += "m\(family){le=\"\(series)\",a=\"x\"} \(value)\n"
        }
      }
    }
    return page
  }

  /// The same page without any memory: label sets and values, the first of two samples of a series.
  private static func truth(_ page: [UInt8]) throws -> [Labels: Double] {
    var result: [Labels: Double] = [:]
    var type = MetricType.unknown
    var scanner = ExpositionScanner(.prometheus)
    while let entry = try scanner.next(in: page.span) {
      switch entry {
      case .type(_, let newest): type = newest
      case .sample(let sample):
        let labels = SeriesText.labels(of: sample.series, in: page.span, type: type)
        if result[labels] == nil { result[labels] = sample.value }
      case .help, .unit, .comment: break
      }
    }
    return result
  }

  @Test(arguments: 1...20)
  func `whatever pages follow each other, a reader sees what one without memory sees`(
    seed: Int
  ) throws {
    var numbers = SeededNumbers(state: UInt64(seed))
    var reader = PageReader()
    var slots = SlotAllocator()
    var store = Store()
    for round in 0..<120 {
      let text = Self.page(&numbers)
      let isBroken = Int.random(in: 0..<10, using: &numbers) == 0
      let page = Array((isBroken ? text + "oops{\n" : text).utf8)
      slots.startRound()
      var batch = SampleBatch(origin: .host, timestamp: Timestamp(milliseconds: 0))
      _ = try? reader.read(page.span, .prometheus, into: &batch, slots: &slots, identity: { $0 })
      #expect(store.take(batch) == [], "seed \(seed), round \(round)")
      let expected = isBroken ? [:] : try Self.truth(page)
      #expect(store.values == expected, "seed \(seed), round \(round)")
      guard store.values == expected else { return }
    }
  }

  @Test func `what is forgotten takes no room`() throws {
    var reader = PageReader()
    var slots = SlotAllocator()
    var highest: UInt32 = 0
    for round in 0..<200 {
      let page = Array((0..<100).map { "m{x=\"\(round)-\($0)\"} 1\n" }.joined().utf8)
      slots.startRound()
      var batch = SampleBatch(origin: .host, timestamp: Timestamp(milliseconds: 0))
      _ = try reader.read(page.span, .prometheus, into: &batch, slots: &slots, identity: { $0 })
      highest = max(highest, batch.slots.max() ?? 0)
      #expect(reader.seriesCount == 100)
      #expect(reader.knownTextCount <= 300)
    }
    #expect(highest < 300)
  }

  @Test func `series of a hundred thousand bytes and none are read`() throws {
    let long = String(repeating: "v", count: 100_000)
    let page = Array("m{x=\"\(long)\"} 1\nm{x=\"\"} 2\nm{} 3\n".utf8)
    var reader = PageReader()
    var slots = SlotAllocator()
    for _ in 0..<3 {
      slots.startRound()
      var batch = SampleBatch(origin: .host, timestamp: Timestamp(milliseconds: 0))
      let counts = try reader.read(
        page.span, .prometheus, into: &batch, slots: &slots, identity: { $0 })
      #expect(batch.values == [1, 2] && counts.duplicates == 1)
    }
  }
}
