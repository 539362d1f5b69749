import Foundation
import Metrics
import Testing

@testable import TimeSeries

/// Whatever happens to a file: what is left of it is true, and what is gone is said.
@Suite struct RingFileDamageTests {
  /// A small file with something in every part.
  private static func world(seed: UInt64) throws -> FileWorld {
    var world = try FileWorld(seed: seed, fileBytes: 4 << 20, arenaBytes: 1 << 20)
    for round in 0..<12 {
      world.append(seconds: 40)
      try world.flush()
      if round % 3 == 1 { try world.writer.checkpoint() }
    }
    return world
  }

  @Test(arguments: 1...3 as ClosedRange<UInt64>)
  func `a loss of power leaves everything up to the last flush and invents nothing`(
    seed: UInt64
  ) throws {
    var world = try FileWorld(seed: seed + 20)
    var file = world.file
    var writer = world.writer
    var flushed: [Labels: [Sample]] = [:]
    var cuts = 0
    for round in 0..<60 {
      world.append(seconds: 6)
      let isStopped = Bool.random(using: &world.generator)
      if isStopped {
        file.refuse(
          after: Int.random(in: 0..<14, using: &world.generator),
          isCut: Bool.random(using: &world.generator))
      }
      do {
        try writer.flush(world.ring, at: world.now)
        flushed = world.model
        if round % 5 == 0 { try writer.checkpoint() }
      } catch {}
      guard Int.random(in: 0..<3, using: &world.generator) == 0 else {
        file.refuse(after: nil)
        continue
      }
      cuts += 1
      file = file.afterPowerCut(&world.generator)
      let found = rawSamples(try RingFile(file))
      #expect(invented(found, world.model) == 0, "seed \(seed), round \(round)")
      for (labels, samples) in flushed {
        let kept = found[labels] ?? []
        #expect(kept.starts(with: samples), "seed \(seed), round \(round), \(labels)")
      }
      writer = try RingFileWriter(opening: file)
      try writer.flush(world.ring, at: world.now)
      flushed = world.model
      #expect(rawSamples(try RingFile(file)) == world.model, "seed \(seed), round \(round)")
    }
    #expect(cuts > 10)
  }

  @Test func `a file that was cut off has what is before the cut, and says so`() throws {
    let world = try Self.world(seed: 30)
    let bytes = world.file.bytes
    let layout = world.writer.layout
    var places = [0, 1, 7, 8, 100, 4095, 4096, 4100, 8191, 8192, 8200, bytes.count - 1]
    for half in 0...2 {
      for offset in [layout.indexOffset(half), layout.journalOffset(half)] {
        places += [offset - 1, offset, offset + 23, offset + 24, offset + 1000]
      }
    }
    for segment in 0..<layout.segmentCount {
      let offset = layout.segmentOffset(segment)
      places += [offset, offset + 20, offset + 40, offset + 3000, offset + 60_000]
    }
    for place in places {
      let file = MemoryFile(Array(bytes.prefix(place)))
      do {
        let found = try RingFile(file)
        let samples = rawSamples(found)
        #expect(invented(samples, world.model) == 0)
        #expect(samples == world.model || !found.damage.isEmpty, "cut at \(place)")
        #expect(try RingFile.verify(file) != [], "cut at \(place)")
        let repaired = MemoryFile()
        try RingFile.repair(from: file, to: repaired)
        #expect(invented(rawSamples(try RingFile(repaired)), world.model) == 0)
      } catch {
        #expect(place < 2 * 4096, "cut at \(place): \(error)")
      }
    }
  }

  /// 10,000 with `RINGSIDE_CORRUPTIONS=10000`; fewer by default, so that tests stay short.
  private static var corruptions: Int {
    ProcessInfo.processInfo.environment["RINGSIDE_CORRUPTIONS"].flatMap { Int($0) } ?? 150
  }

  @Test func `changed bytes are harmless or reported, and never become samples`() throws {
    let world = try Self.world(seed: 31)
    let whole = everything(try RingFile(world.file))
    var generator = SeededGenerator(seed: 32)
    let bytes = world.file.bytes
    let used = bytes.indices.filter { bytes[$0] != 0 }
    #expect(used.count > 50_000)
    var (reported, harmless, refused) = (0, 0, 0)
    for round in 0..<Self.corruptions {
      let undo = Self.corrupt(world.file, used, &generator)
      do {
        let file = try RingFile(world.file)
        let found = everything(file)
        #expect(Self.isTrue(found, world.model), "round \(round)")
        let findings = try RingFile.verify(world.file)
        if found == whole { harmless += 1 } else { reported += 1 }
        #expect(found == whole || !findings.isEmpty, "round \(round): nothing was reported")
        #expect(found == whole || !file.damage.isEmpty, "round \(round): the reader said nothing")
        if round % 10 == 0 { try Self.checkRepair(world) }
      } catch let error as RingFileError {
        #expect(!"\(error)".isEmpty)
        refused += 1
      }
      for (offset, old) in undo.reversed() { _ = world.file.poke(old, at: offset) }
    }
    #expect(everything(try RingFile(world.file)) == whole)
    #expect(reported > 0 && harmless > 0)
    print("corruptions: \(reported) reported, \(harmless) harmless, \(refused) refused")
  }

  /// One to four changes of one to sixteen bytes, most of them where something is.
  private static func corrupt(
    _ file: MemoryFile, _ used: [Int], _ generator: inout SeededGenerator
  ) -> [(offset: Int, old: [UInt8])] {
    (0..<Int.random(in: 1...4, using: &generator)).map { _ in
      let isUsed = Int.random(in: 0..<10, using: &generator) > 0
      let offset =
        isUsed
        ? used[Int.random(in: 0..<used.count, using: &generator)]
        : Int.random(in: 0..<(4 << 20), using: &generator)
      let count = Bool.random(using: &generator) ? 1 : Int.random(in: 2...16, using: &generator)
      var new = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      if count == 1 {
        let old = file.poke([0], at: offset)
        new = [old[0] ^ 1 << UInt8.random(in: 0..<8, using: &generator)]
        _ = file.poke(old, at: offset)
      }
      return (offset, file.poke(new, at: offset))
    }
  }

  /// Whether every sample was appended.
  private static func isTrue(
    _ found: [Labels: [Column]], _ model: [Labels: [Sample]]
  ) -> Bool {
    var raw: [Labels: [Sample]] = [:]
    for (labels, columns) in found {
      raw[labels] = SelectedSeries(labels: labels, columns: columns).samples
    }
    return invented(raw, model) == 0
  }

  private static func checkRepair(_ world: FileWorld) throws {
    let repaired = MemoryFile()
    try RingFile.repair(from: world.file, to: repaired)
    #expect(try RingFile.verify(repaired) == [])
    let again = everything(try RingFile(repaired))
    #expect(isTrue(again, world.model))
    // A writer goes on with it, and with the damaged one.
    for file in [repaired, MemoryFile(world.file.bytes)] {
      let writer = try RingFileWriter(opening: file)
      try writer.flush(world.ring, at: world.now)
      #expect(isTrue(everything(try RingFile(file)), world.model))
    }
  }

  @Test(arguments: [
    ([], "is empty; expected a ring file"),
    (Array("#!/bin/sh\n".utf8), "is no ring file; expected one to begin with 'RINGFILE'"),
    (
      [UInt8](repeating: 0, count: 10_000), "is no ring file; expected one to begin with 'RINGFILE'"
    ),
    (Array("RINGFILE".utf8), "ends after 8 bytes, inside its head; expected at least 4096"),
  ])
  func `a file that is none is refused in words`(bytes: [UInt8], words: String) throws {
    let error = #expect(throws: RingFileError.self) { try RingFile(MemoryFile(bytes)) }
    #expect(error?.description == words)
    #expect(throws: RingFileError.self) { try RingFileWriter(opening: MemoryFile(bytes)) }
    #expect(throws: RingFileError.self) { try RingFile.verify(MemoryFile(bytes)) }
  }

  /// A head with other bytes at a place, and a checksum that fits them.
  private static func head(_ change: [UInt8], at offset: Int) throws -> MemoryFile {
    let world = try FileWorld(seed: 33)
    var page = Array(world.file.bytes.prefix(4096))
    page.replaceSubrange(offset..<(offset + change.count), with: change)
    var sum = Checksum()
    sum.add(page, 0..<4088)
    page.put(sum.value, at: 4088)
    _ = world.file.poke(page + page, at: 0)
    return world.file
  }

  @Test func `a file of a later version or the other byte order is refused in words`() throws {
    let later = try Self.head([9, 0, 0, 0], at: 12)
    let error = #expect(throws: RingFileError.self) { try RingFile(later) }
    #expect(error?.description == "is a ring file of version 9; this program reads version 1")
    let other = try Self.head([1, 2, 3, 4], at: 8)
    let second = #expect(throws: RingFileError.self) { try RingFile(other) }
    #expect(second?.description == "was written in the other byte order; expected little-endian")
  }

  @Test func `one damaged copy of the head is passed over and reported`() throws {
    let world = try Self.world(seed: 34)
    for copy in 0...1 {
      let old = world.file.poke([7, 7, 7], at: copy * 4096 + 900)
      let file = try RingFile(world.file)
      #expect(rawSamples(file) == world.model)
      let words = "copy \(copy + 1) of the head is damaged"
      #expect(try RingFile.verify(world.file) == [FileDamage(offset: copy * 4096, words: words)])
      _ = world.file.poke(old, at: copy * 4096 + 900)
    }
    _ = world.file.poke([7], at: 900)
    _ = world.file.poke([7], at: 4096 + 900)
    #expect(throws: RingFileError.damagedHead) { try RingFile(world.file) }
  }

  @Test func `a repaired file has all that was whole, and nothing to report`() throws {
    let world = try Self.world(seed: 35)
    let repaired = MemoryFile()
    let report = try RingFile.repair(from: world.file, to: repaired)
    #expect(report.lost == [] && report.blocks > 100)
    #expect(everything(try RingFile(repaired)) == everything(try RingFile(world.file)))
    #expect(try RingFile.verify(repaired) == [])
    let writer = try RingFileWriter(opening: repaired)
    try writer.flush(world.ring, at: world.now)
    #expect(rawSamples(try RingFile(repaired)) == world.model)
  }
}
