import Glibc
import Metrics
import Sharing
import TestWorld
import Testing
import TimeSeries

@testable import Storage

/// A thread of a test that is waited for.
private final class Background: Sendable {
  private let done = Semaphore()

  init(_ work: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(
      Work { [done] in
        work()
        done.ring()
      })
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, box.toOpaque())
    pthread_detach(thread)
  }

  func isOver(within patience: Duration) -> Bool { done.wait(atMost: patience) }

  private final class Work: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
}

struct FlusherTests {
  private let ring: Ring
  private let disk = FaultyDisk()

  init() {
    let layout = ArenaLayout(byteBound: 4 << 20)
    ring = Ring(
      arena: ArenaBytes(count: layout.byteCount), layout: layout,
      beginning: Timestamp(milliseconds: RingFixture.start))
  }

  private func flusher(
    left: [ArenaFile] = [], writing: FaultyDisk? = nil
  ) -> Flusher {
    let disk = writing ?? disk
    return Flusher(
      ring: ring,
      file: RingFilePlace(
        write: { () throws(StorageError) in disk }, read: { () throws(StorageError) in disk }),
      left: left,
      size: .bytes(4 << 20), arenaBytes: ArenaLayout(byteBound: 4 << 20).byteCount,
      facts: RingFixture.facts, clock: { Timestamp(milliseconds: RingFixture.start) })
  }

  /// Waits until something holds that another thread brings about.
  private func wait(_ what: String, until condition: () -> Bool) {
    let deadline = ContinuousClock.now + .seconds(20)
    let pause = Semaphore()
    while !condition(), ContinuousClock.now < deadline { _ = pause.wait(atMost: .milliseconds(1)) }
    #expect(condition(), "\(what) did not come about")
  }

  @Test func `what was appended is in the file when the flusher has ended`() throws {
    for second in 0..<50 { RingFixture.append(ring, second: second) }
    let flusher = flusher()
    let thread = Background { flusher.run() }
    wait("a first flush") { flusher.ledger.current.lastSuccess != nil }
    for second in 50..<60 { RingFixture.append(ring, second: second) }
    flusher.stop()
    #expect(thread.isOver(within: .seconds(20)))
    #expect(flusher.isAllWritten)
    let file = try RingFile(disk)
    for series in 0..<8 {
      let wanted = Dictionary(
        uniqueKeysWithValues: (0..<60).map { ($0, RingFixture.value(series, $0)) })
      #expect(RingFixture.samples(file, series: series) == wanted)
    }
    // A bucket of a minute begins before its first sample.
    let oldest = try #require(flusher.history.oldest).milliseconds
    #expect((RingFixture.start - 60_000...RingFixture.start).contains(oldest))
  }

  @Test func `a dead writer's arena is in the file, and gone, before anybody reads the file`()
    throws
  {
    let tree = try FileTree()
    let layout = ArenaLayout(byteBound: 4 << 20)
    let made = ArenaFile.make("dead", count: layout.byteCount, in: [tree.root])
    let dead = Ring(
      arena: made.bytes, layout: layout,
      beginning: Timestamp(milliseconds: RingFixture.start - 41_000))
    for second in -40..<0 { RingFixture.append(dead, second: second) }
    let arena = try #require(made.file)
    try tree.write("other.arena", "not an arena")
    for second in 60..<70 { RingFixture.append(ring, second: second) }
    let flusher = flusher(left: [ArenaFile(path: tree.root + "/other.arena"), arena])
    let thread = Background { flusher.run() }
    wait("a history") { flusher.history.oldest != nil }
    flusher.stop()
    #expect(thread.isOver(within: .seconds(20)))
    #expect(access(arena.path, F_OK) != 0)
    let both = Tiers(arena: ring, history: flusher.history)
    #expect(Set(RingFixture.samples(both, series: 3).keys) == Set(-40..<0).union(60..<70))
    withExtendedLifetime(dead) {}
  }

  @Test(arguments: [
    (FaultyDisk.Mood.full, "write: no space left on device"),
    (.broken, "write: input/output error"),
  ])
  func `a disk that refuses is named, memory goes on, and all is written once it takes again`(
    mood: FaultyDisk.Mood, words: String
  ) throws {
    // The file is made while the disk is sound.
    let flusher = flusher()
    let thread = Background { flusher.run() }
    wait("a first flush") { flusher.ledger.current.lastSuccess != nil }
    disk.mood = mood
    for second in 0..<30 { #expect(RingFixture.append(ring, second: second) == 8) }
    flusher.stop()
    #expect(thread.isOver(within: .seconds(20)))
    #expect(!flusher.isAllWritten)
    #expect(flusher.ledger.current.failure?.description == words)
    disk.mood = .sound
    let again = self.flusher()
    again.stop()
    again.run()
    #expect(again.isAllWritten)
    #expect(RingFixture.samples(try RingFile(disk), series: 1).count == 30)
  }

  @Test func `a file of something else is left as it is, and the way out is named`() throws {
    try disk.write(Array("GIF89a and so on".utf8) + [UInt8](repeating: 7, count: 9000), at: 0)
    let flusher = flusher()
    flusher.stop()
    flusher.run()
    #expect(!flusher.isAllWritten)
    let failure = try #require(flusher.ledger.current.failure)
    #expect(failure.operation == "open")
    #expect(failure.reason.hasSuffix("; 'ringside ring repair' may save what is in it"))
    #expect(try disk.read(at: 0, count: 6) == Array("GIF89a".utf8))
  }

  @Test(arguments: [FaultyDisk.Mood.slow(.milliseconds(20)), .full, .broken, .hung])
  func `no append waits for the disk, whatever it does`(mood: FaultyDisk.Mood) {
    let flusher = flusher()
    let thread = Background { flusher.run() }
    wait("a first flush") { flusher.ledger.current.lastSuccess != nil }
    disk.mood = mood
    let calls = disk.calls
    RingFixture.append(ring, second: -1)
    // What is appended from here on meets a flush that is at the disk.
    flusher.stop()
    wait("a call to the disk") { disk.calls > calls }
    var longest = Duration.zero
    for second in 0..<500 {
      let begun = ContinuousClock.now
      #expect(RingFixture.append(ring, second: second) == 8)
      longest = max(longest, ContinuousClock.now - begun)
    }
    // The disk takes 20 ms a call and hangs for ever; a tick that waited for it once would show.
    #expect(longest < .milliseconds(500), "an append of 8 samples took \(longest)")
    if mood == .hung {
      #expect(!thread.isOver(within: .milliseconds(20)), "the disk hangs")
      #expect(!flusher.isAllWritten)
      disk.mood = .sound
    }
    #expect(thread.isOver(within: .seconds(20)))
  }
}
