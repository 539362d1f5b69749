import Metrics
import TestArena
import Testing

@testable import TimeSeries

/// Bytes that have changed: a reader says what is wrong with the head, or returns less, and never what was not appended.
@Suite struct DamageTests {
  /// An arena with all its kinds of blocks, and what is in it.
  private final class Subject {
    let plan = SamplePlan(slots: 8)
    let layout = ArenaLayout(byteBound: Ring.leastByteBound)
    let arena: ArenaBytes
    let ring: Ring
    private let writers: [RingWriter]
    private(set) var round = 0
    /// The buckets of each series, as numbers.
    private(set) var buckets: [Labels: Set<[UInt64]>] = [:]

    init(rounds: Int) {
      arena = ArenaBytes(count: layout.byteCount)
      // Blocks of another arena would be as good as this one's.
      arena.base.initializeMemory(as: UInt8.self, repeating: 0, count: arena.count)
      let ring = Ring(arena: arena, layout: layout)
      self.ring = ring
      writers = (0..<4).map { _ in ring.makeWriter() }
      for _ in 0..<rounds { append() }
      for ringClass in RingClass.allCases { note(ringClass) }
    }

    func append() {
      for share in 0..<4 { writers[share].append(plan.batch(share, round)) }
      round += 1
    }

    private func note(_ ringClass: RingClass) {
      ring.withStore { store in
        let number = ringClass.rawValue
        for series in 0..<UInt32(store.classes[number].index.series.entries.highWater)
        where store.classes[number].index[series].generation != 0 {
          let entry = store.classes[number].index[series]
          let labels = store.classes[number].index.labels(of: series)
          for level in [Level.tenSeconds, .oneMinute] {
            let memory = store.classes[number].areas[level.rawValue].memory
            var block = entry.newest[level.rawValue]
            var chain: [BlockReference] = []
            for _ in 0..<entry.blocks[level.rawValue] {
              chain.append(
                BlockReference(
                  block: block, generation: memory.publication(block).generation,
                  firstTime: memory.firstTime(block)))
              block = memory.previous(block)
            }
            let reader = BlockReader()
            let column: Column =
              entry.isCounter
              ? .counters(
                reader.counters(chain, in: memory, width: level.width, starts: .min ..< .max))
              : .gauges(reader.gauges(chain, in: memory, width: level.width, starts: .min ..< .max))
            buckets[labels, default: []].formUnion(column.rows)
          }
        }
      }
    }

    /// The series of an open block that a byte of the arena belongs to; `nil` where it belongs to none.
    func owner(at place: Int) -> Labels? {
      for area in layout.areas where area.resolution != ArenaArea.records {
        let block = (place - area.offset) / area.blockBytes
        guard place >= area.offset, block < area.blocks else { continue }
        return ring.withStore { store -> Labels? in
          let number = area.ringClass.rawValue
          let memory = store.classes[number].areas[area.resolution].memory
          let used = store.classes[number].areas[area.resolution].log?.highWater ?? 0
          let view = memory.view(UInt32(block))
          guard block < used, view.count > 0, !view.isSealed, view.kind != .free else {
            return nil
          }
          return store.classes[number].index.labels(of: view.owner)
        }
      }
      return nil
    }
  }

  /// A change of some bytes, which can be undone.
  private struct Damage {
    let place: Int
    let before: [UInt8]
    let after: [UInt8]

    init(_ bytes: ArenaBytes, _ layout: ArenaLayout, _ generator: inout SeededGenerator) {
      let all = UnsafeRawBufferPointer(start: bytes.base, count: bytes.count)
      var count = [1, 1, 1, 8, 64, 700].randomElement(using: &generator) ?? 1
      // Half of the damage is to heads and headers, where most of what can go wrong is.
      let area = layout.areas.randomElement(using: &generator) ?? layout.areas[0]
      let used = max(1, min(area.blocks, 60))
      let block = area.offset + Int.random(in: 0..<used, using: &generator) * area.blockBytes
      switch Int.random(in: 0..<8, using: &generator) {
      case 0: place = Int.random(in: 0..<1024, using: &generator)
      case 1, 2, 3: place = block + Int.random(in: 0..<32, using: &generator)
      case 4:
        count = area.blockBytes
        place = block
      default: place = block + Int.random(in: 0..<area.blockBytes, using: &generator)
      }
      count = min(count, bytes.count - place)
      before = Array(all[place..<(place + count)])
      switch Int.random(in: 0..<4, using: &generator) {
      case 0:
        after = before.map { $0 ^ 1 << UInt8.random(in: 0..<8, using: &generator) }
      case 1: after = before.map { _ in 0 }
      case 2:
        let source = area.offset + Int.random(in: 0..<used, using: &generator) * area.blockBytes
        after = (0..<count).map { all[min(source + $0, all.count - 1)] }
      default: after = before.map { _ in UInt8.random(in: 0...255, using: &generator) }
      }
    }

    func apply(to bytes: ArenaBytes) { write(after, bytes) }
    func undo(in bytes: ArenaBytes) { write(before, bytes) }

    private func write(_ content: [UInt8], _ bytes: ArenaBytes) {
      (bytes.base + place).copyMemory(from: content, byteCount: content.count)
    }
  }

  /// What a reader has that nobody appended, apart from some series; nothing where all is true.
  private static func inventions(
    _ ring: Ring, _ subject: Subject, apartFrom excused: Set<Labels>
  ) -> [String] {
    var problems: [String] = []
    for resolution in [Resolution.raw, .tenSeconds, .oneMinute] {
      let all = select(
        [], after: Timestamp(milliseconds: .min), through: Timestamp(milliseconds: .max),
        from: [ring], resolution: resolution)
      for one in all.series where !excused.contains(one.labels) {
        for sample in one.samples {
          let time = sample.timestamp.milliseconds
          let expected = subject.plan.value(of: one.labels, at: time)
          if expected?.bitPattern != sample.value.bitPattern {
            problems.append("\(one.labels) \(time) \(sample.value), not \(expected ?? .nan)")
          }
        }
        let known = subject.buckets[one.labels] ?? []
        for column in one.columns where !column.rows.allSatisfy(known.contains) {
          problems.append("\(one.labels): a bucket of \(resolution)")
        }
      }
    }
    return problems
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `a reader of damaged bytes invents nothing`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let subject = Subject(rounds: 75)
    let intact = try Ring(reading: subject.arena)
    #expect(Self.inventions(intact, subject, apartFrom: []) == [])
    var refused = 0
    for number in 0..<300 {
      let damages = (0..<(number % 3 == 0 ? 4 : 1)).map { _ in
        Damage(subject.arena, subject.layout, &generator)
      }
      var excused: Set<Labels> = []
      for damage in damages {
        for place in damage.place..<(damage.place + damage.before.count) where place % 8 == 0 {
          if let labels = subject.owner(at: place / 8 * 8) { excused.insert(labels) }
        }
        if let labels = subject.owner(at: damage.place) { excused.insert(labels) }
      }
      for damage in damages { damage.apply(to: subject.arena) }
      do {
        let ring = try Ring(reading: subject.arena)
        let problems = Self.inventions(ring, subject, apartFrom: excused)
        #expect(problems.prefix(3) == [], "seed \(seed), damage \(number)")
        ring.refresh()
        _ = (ring.status(), ring.metrics, ring.labelNames, ring.newest)
      } catch {
        refused += 1
      }
      for damage in damages.reversed() { damage.undo(in: subject.arena) }
    }
    #expect(refused > 3 && refused < 100, "seed \(seed): \(refused) heads were refused")
    subject.ring.checkInvariants()
  }

  @Test(arguments: 1...2 as ClosedRange<UInt64>)
  func `a follower of bytes that change at random goes on`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let subject = Subject(rounds: 40)
    let copy = ArenaBytes(count: subject.arena.count)
    copy.base.copyMemory(from: subject.arena.base, byteCount: copy.count)
    let follower = try Ring(reading: copy)
    for _ in 0..<120 {
      subject.append()
      copy.base.copyMemory(from: subject.arena.base, byteCount: copy.count)
      for _ in 0..<Int.random(in: 0..<8, using: &generator) {
        Damage(copy, subject.layout, &generator).apply(to: copy)
      }
      follower.refresh()
      _ = (follower.all("a1"), follower.all("a2", resolution: .oneMinute))
      _ = (follower.status(), follower.labelValues(of: "number"))
    }
    follower.checkInvariants()
  }
}

extension Column {
  /// Each bucket as numbers; nothing of raw samples.
  fileprivate var rows: [[UInt64]] {
    switch self {
    case .floats: []
    case .gauges(let all):
      all.starts.indices.map { place in
        [UInt64(bitPattern: all.width), UInt64(bitPattern: all.starts[place])]
          + [all.minima[place], all.maxima[place], all.sums[place], all.lasts[place]]
          .map(\.bitPattern) + [UInt64(bitPattern: all.counts[place])]
      }
    case .counters(let all):
      all.starts.indices.map { place in
        [UInt64(bitPattern: all.width), UInt64(bitPattern: all.starts[place])]
          + [all.increases[place], all.slowest[place], all.fastest[place], all.lasts[place]]
          .map(\.bitPattern)
      }
    }
  }
}
