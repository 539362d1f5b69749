import Foundation
import Metrics
import Presentation
import Storage
import TerminalUI
import TestWorld
import Testing
import TimeSeries

@testable import ringside

/// A recording that is still being written: its end moves, and what is new can be asked for.
struct RecordingFollowerTests {
  private static let start: Int64 = 1_700_000_000_000

  /// A recorder of one machine, as far as its file shows it.
  private struct Recorder {
    let path: String
    let ring = Ring(byteBound: 4 << 20)
    let file: RingFileWriter
    var lock: WriterLock?

    init(_ path: String) throws {
      self.path = path
      file = try RingFileWriter(
        creating: try DescriptorFile(path, .creating(mode: 0o600)),
        layout: RingFileLayout(fileBytes: 8 << 20, arenaBytes: 4 << 20),
        facts: DashboardOptions().facts(
          host: "web-3", now: Timestamp(milliseconds: RecordingFollowerTests.start)))
      guard case .taken(let lock) = try WriterLock.take(path) else { return }
      lock.note(
        Holder(
          pid: 4242, command: Holder.recorder,
          since: Timestamp(milliseconds: RecordingFollowerTests.start)))
      self.lock = lock
    }

    /// Appends what the machine says in one second.
    func append(_ second: Int64) {
      for (name, value) in [("node_boot_time_seconds", 1.0), ("node_load1", Double(second))] {
        let labels = Labels([
          ("__name__", ByteString(name)), ("job", "node"), ("instance", "web-3"),
        ])
        ring.append(
          labels: labels, metadata: MetricMetadata(type: .gauge), family: ByteString(name),
          origin: .host,
          samples: [Sample(timestamp: RecordingFollowerTests.moment(second), value: value)])
      }
    }

    func flush(_ second: Int64) throws {
      try file.flush(ring, at: RecordingFollowerTests.moment(second))
    }
  }

  private static func moment(_ second: Int64) -> Timestamp {
    Timestamp(milliseconds: start + second * 1000)
  }

  private func facts(
    through end: Int64, from start: Int64 = 0, writer: Int32?
  ) -> RecordingFacts {
    RecordingFacts(
      host: "web-3", start: Self.moment(start), end: Self.moment(end), writer: writer)
  }

  @Test func `its end moves to the newest tick of which everything is in the file`() throws {
    let tree = try FileTree(name: "ringside-follow")
    var recorder = try Recorder(tree.root + "/a.ring")
    for second in 0...10 as ClosedRange<Int64> { recorder.append(second) }
    try recorder.flush(10)
    let recording = try RecordingFile.open(recorder.path)
    // Of the last two seconds before the file was written something may still have been on its way.
    #expect(recording.facts == facts(through: 8, writer: 4242))
    let follower = try #require(recording.follower)
    #expect(try follower.look() == nil, "nothing was added")
    for second in 11...20 as ClosedRange<Int64> { recorder.append(second) }
    #expect(try follower.look() == nil, "it is in the writer's memory only")
    try recorder.flush(20)
    #expect(try follower.look()?.facts == facts(through: 18, writer: 4242))
    let found = select(
      [LabelMatcher("__name__", equals: "node_load1")], after: Self.moment(8),
      through: Self.moment(18), from: [recording.source])
    #expect(found.series.first?.columns.flatMap(Self.values) == (9...18).map(Double.init))
    // Blocks that have moved to segments meanwhile are found too.
    try recorder.file.checkpoint()
    #expect(try follower.look() == nil)
    recorder.append(21)
    try recorder.flush(21)
    recorder.lock = nil
    #expect(try follower.look()?.facts == facts(through: 21, writer: nil), "it has ended")
  }

  private static func values(_ column: Column) -> [Double] {
    guard case .floats(_, let values) = column else { return [] }
    return values
  }

  @Test func `one that nobody writes ends with its last sample, until somebody does`() throws {
    let tree = try FileTree(name: "ringside-follow")
    var recorder = try Recorder(tree.root + "/a.ring")
    for second in 0...3 as ClosedRange<Int64> { recorder.append(second) }
    try recorder.flush(3)
    recorder.lock = nil
    let recording = try RecordingFile.open(recorder.path)
    #expect(recording.facts == facts(through: 3, writer: nil))
    let follower = try #require(recording.follower)
    guard case .taken(let lock) = try WriterLock.take(recorder.path) else { return }
    lock.note(Holder(pid: 77, command: Holder.dashboard, since: Self.moment(4)))
    #expect(try follower.look()?.facts == facts(through: 3, writer: 77))
  }

  @Test func `one without a sample names who will bring some`() throws {
    let tree = try FileTree(name: "ringside-follow")
    var recorder = try Recorder(tree.root + "/a.ring")
    let path = recorder.path
    #expect(
      throws: SourceError(
        message: "\(path): a recording without a sample yet; pid 4242 adds to it every 10 s",
        status: .unknown)
    ) { try RecordingFile.open(path) }
    recorder.lock = nil
    #expect(
      throws: SourceError(message: "\(path): a recording without a sample", status: .unknown)
    ) { try RecordingFile.open(path) }
  }

  @Test func `the screen says who writes it, and goes on with it`() throws {
    let tree = try FileTree(name: "ringside-follow")
    let recorder = try Recorder(tree.root + "/a.ring")
    for second in 0...10 as ClosedRange<Int64> { recorder.append(second) }
    try recorder.flush(10)
    var options = DashboardOptions()
    options.sources = [recorder.path]
    let program = try Program(options)
    var display = program.display(glyphs: [.ascii], colors: .mono)
    var situations = SituationSource(program.keeping)
    let threads = program.startThreads()
    defer { program.stop(threads) }
    for second in 11...20 as ClosedRange<Int64> { recorder.append(second) }
    try recorder.flush(20)
    let deadline = ContinuousClock.now + .seconds(20)
    while display.situation.now < Self.moment(18), ContinuousClock.now < deadline {
      _ = program.exchange.screenWakeUp.wait(atMost: .milliseconds(100))
      guard let news = program.exchange.takePublished() else { continue }
      _ = situations.fill(&display.situation, news)
    }
    #expect(display.situation.now == Self.moment(18))
    #expect(display.situation.recording == facts(through: 18, writer: 4242))
    #expect(display.situation.oldest == Self.moment(0))
    display.refresh()
    let words = display.screen.status.facts.map(\.text)
    #expect(
      words.prefix(3) == ["recording of web-3", "being written by pid 4242", "18s to 22:13:38Z"])
    #expect(
      display.screen.reach.text
        == "recording of web-3, being written by pid 4242, 18s to 2023-11-14 22:13:38Z")
  }
}
