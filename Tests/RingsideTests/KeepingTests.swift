import Collectors
import Foundation
import Metrics
import Sharing
import Storage
import TestWorld
import Testing
import TimeSeries

@testable import ringside

/// A disk that answers nothing that is written once it was told so, and never again.
private final class DeadDisk: WritableFileBytes {
  private let file: DescriptorFile
  private let isDead = Guarded(false)

  init(_ path: String) throws { file = try DescriptorFile(path, .creating(mode: 0o600)) }

  func die() { isDead.withLock { $0 = true } }
  func revive() { isDead.withLock { $0 = false } }

  private func wait() { while isDead.withLock({ $0 }) { usleep(1000) } }

  func byteCount() throws(FileFailure) -> Int { try file.byteCount() }
  func read(at offset: Int, count: Int) throws(FileFailure) -> [UInt8] {
    wait()
    return try file.read(at: offset, count: count)
  }
  func write(_ bytes: [UInt8], at offset: Int) throws(FileFailure) {
    wait()
    try file.write(bytes, at: offset)
  }
  func synchronise() throws(FileFailure) {
    wait()
    try file.synchronise()
  }
  func resize(to count: Int) throws(FileFailure) { try file.resize(to: count) }
}

struct KeepingTests {
  private let tree: FileTree

  init() throws {
    tree = try FileTree(name: "ringside-keeping")
    try tree.make("memory")
  }

  private func wish(_ place: RingFilePlace? = nil) -> Keeping.Wish {
    let now = SystemClock.now()
    return Keeping.Wish(
      path: tree.root + "/a.ring", ringBytes: 8 << 20, fileSize: .bytes(64 << 20),
      command: Holder.recorder, facts: DashboardOptions().facts(host: "web-3", now: now),
      folders: [tree.root + "/memory"], place: place)
  }

  private func own(_ place: RingFilePlace? = nil) throws -> Keeping {
    try Keeping.ownSoon(wish(place), now: SystemClock.now())
  }

  private var inMemory: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: tree.root + "/memory")) ?? []
  }

  private func wait(_ what: String, until condition: () -> Bool) {
    let deadline = ContinuousClock.now + .seconds(20)
    while !condition(), ContinuousClock.now < deadline { usleep(1000) }
    #expect(condition(), "\(what) did not come about")
  }

  @Test func `while the disk hangs no tick is late, and the program ends in two seconds`() throws {
    let path = tree.root + "/a.ring"
    let disk = try DeadDisk(path)
    defer { disk.revive() }
    let keeping = try own(
      RingFilePlace(
        write: { () throws(StorageError) in disk },
        read: { () throws(StorageError) in
          try DescriptorFile(path, .reading)
        }))
    let own = try #require(keeping.own)
    let exchange = Exchange()
    let host = try LiveHost(.idle, seed: 1)
    let options = HostOptions(paths: try paths(host), instance: "web-3")
    let interval = Duration.milliseconds(500)
    let reader = HostThread(
      keeping: keeping, options: options, pace: HostPace(usual: TickSchedule(interval: interval)),
      exchange: exchange, own: OwnReadings())
    let flusher = RunningThread("flush", stackBytes: 4 << 20) { own.flusher.run() }
    wait("a first flush") { own.flusher.ledger.current.lastSuccess != nil }
    disk.die()
    let ticking = RunningThread("host", stackBytes: 4 << 20) { reader.run() }
    wait("two ticks") { lags(keeping).count > 1 }
    // The last flush hangs; ticks go on as the program does not know that it is over.
    own.flusher.stop()
    wait("a flush that hangs") { own.flusher.ledger.current.begun != nil }
    let before = lags(keeping).count
    wait("ticks beside it") { lags(keeping).count > before + 3 }
    exchange.stop()
    ticking?.join()
    #expect(lags(keeping).dropFirst().allSatisfy { $0 < interval.inSeconds }, "\(lags(keeping))")

    let begun = ContinuousClock.now
    keeping.close(flusher)
    let length = ContinuousClock.now - begun
    #expect(length >= .seconds(1) && length < .seconds(4), "\(length)")
    #expect(!own.flusher.isAllWritten)
    // What the disk has not got stays in memory for the next start.
    #expect(inMemory.count { $0.hasSuffix(".arena") } == 1)
    disk.revive()
    flusher?.join()
  }

  /// How late each tick was, in seconds.
  private func lags(_ keeping: Keeping) -> [Double] {
    var found: [SelectedSeries] = []
    let name = LabelMatcher(Labels.metricNameLabel, equals: "ringside_tick_lag_seconds")
    keeping.ring.read(.host, [name], SampleRequest(after: .min, through: .max), into: &found)
    return found.flatMap(\.columns).flatMap { column -> [Double] in
      guard case .floats(_, let values) = column else { return [] }
      return values
    }
  }

  private func paths(_ host: LiveHost) throws -> HostPaths {
    var options = DashboardOptions()
    var arguments = Arguments(host.arguments)
    while let option = arguments.next() { _ = try options.take(option, &arguments) }
    return options.paths
  }

  @Test func `an end in order leaves the file alone, and the next start has all of it`() throws {
    for run in 0..<2 {
      let keeping = try own()
      let own = try #require(keeping.own)
      let flusher = RunningThread("flush", stackBytes: 4 << 20) { own.flusher.run() }
      let marks = MarkWriter(ring: keeping.ring, labels: [], keeping: keeping)
      marks.write(ByteString("run \(run)"), at: SystemClock.now())
      keeping.close(flusher)
      #expect(own.flusher.isAllWritten)
      #expect(inMemory == [])
    }
    let (source, facts) = try Recording.open(tree.root + "/a.ring")
    #expect(source.labelValues(of: "text") == ["run 0", "run 1"])
    #expect(facts.hostName == "web-3")
  }

  @Test func `the memory of a writer that was killed is found in whichever folder it was`() throws {
    try tree.make("elsewhere")
    do {
      var wish = wish()
      wish.folders = [tree.root + "/elsewhere"]
      let killed = try Keeping.ownSoon(wish, now: SystemClock.now())
      MarkWriter(ring: killed.ring, labels: [], keeping: killed)
        .write("before the end", at: SystemClock.now())
    }
    let keeping = try own()
    let own = try #require(keeping.own)
    keeping.close(RunningThread("flush", stackBytes: 4 << 20) { own.flusher.run() })
    let (source, _) = try Recording.open(tree.root + "/a.ring")
    #expect(source.labelValues(of: "text") == ["before the end"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: tree.root + "/elsewhere")
        .count { $0.hasSuffix(".arena") } == 0)
  }

  @Test func `letters are done in the name of their owner, and a bad one is told`() throws {
    let keeping = try own()
    let inbox = try #require(keeping.own?.inbox)
    let alert: Labels = ["alertname": "HostDown"]
    try inbox.leave(InboxCommand.acknowledge([alert]).json, name: "1")
    try inbox.leave(
      InboxCommand.mark(text: "deploy", at: nil, labels: ["version": "1.4"]).json, name: "2")
    try inbox.leave(Array("{}".utf8), name: "3")
    var desk = InboxDesk(
      inbox, marks: MarkWriter(ring: keeping.ring, labels: [], keeping: keeping),
      paths: HostPaths())
    var lines: [String] = []
    let asked = desk.open(at: SystemClock.now()) { lines.append($0) }
    let user = try #require(asked.first?.user)
    #expect(asked.count == 1)
    guard case .acknowledge([alert])? = asked.first?.command else {
      Issue.record("no acknowledgement")
      return
    }
    #expect(
      lines == [
        "a letter of \(user.text) cannot be read: no command; expected one of mark, "
          + "acknowledge, unacknowledge, silence, unsilence"
      ])
    #expect(keeping.ring.labelValues(of: "user") == [user])
    #expect(keeping.ring.labelValues(of: "version") == ["1.4"])
    keeping.close(nil)
  }
}
