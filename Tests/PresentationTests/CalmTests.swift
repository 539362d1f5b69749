import Metrics
import Testing

@testable import Presentation

/// As long as nothing holds work up nobody looks for who does it.
@Suite struct CalmTests {
  /// The queries that name a culprit or put a number beside a finding.
  private static let evidence = ["growth", "faults", "disk-reads", "disk-written-bytes"]

  private var session = Session(window: .seconds(60))
  private var machine = Machine()

  init() {
    machine.processes = [Machine.Process(pid: 300, comm: "daemon", cores: 0.01)]
  }

  /// Judges the newest tick; whether that changes what is to be asked.
  private mutating func judge() throws -> Bool {
    session.judge(try machine.answers(session, machine.situation), in: machine.situation)
  }

  /// Lets seconds pass, each of them judged; how often that changed what is to be asked.
  private mutating func watch(seconds: Int) throws -> Int {
    var changes = 0
    for _ in 0..<seconds {
      machine.run(seconds: 1)
      if try judge() { changes += 1 }
    }
    return changes
  }

  private mutating func saturate() {
    machine.processes.append(Machine.Process(pid: 4000, comm: "ffmpeg", cores: 3.8))
    machine.modes = ["user": 3.9]
    machine.running = 9
    machine.pressure = (0.6, 0, 0)
  }

  private mutating func relieve() {
    machine.processes.removeLast()
    machine.modes = ["user": 0.2]
    machine.running = 1
    machine.pressure = (0, 0, 0)
  }

  private func asked() -> Set<String> {
    let requests = session.requests(in: machine.situation)
    let names = requests.filter { $0.id.pane == NowQueries.pane }.map(\.id.part)
    let processes = requests.filter { $0.id.pane == PaneID("now-processes") }
    return Set(names + processes.map { "processes-\($0.id.part)" })
  }

  @Test mutating func `after ten quiet seconds only the causes are asked for, and the words stay`()
    throws
  {
    machine.run(seconds: 3)
    #expect(try !judge(), "three seconds may be a pause")
    let all = asked()
    machine.run(seconds: 20)
    let words = try machine.screen(session).sentences.map(\.text.text)
    #expect(try judge())
    let causes = asked()
    #expect(all.isSuperset(of: Self.evidence))
    #expect(causes.isDisjoint(with: Self.evidence))
    #expect(!causes.contains { $0.hasPrefix("processes-") })
    #expect(causes.isSubset(of: all) && causes.count > 15, "\(causes.count) of \(all.count)")
    #expect(try machine.screen(session).sentences.map(\.text.text) == words)
    #expect(try !judge(), "it is said once")
  }

  @Test mutating func `what is found is asked about in full, and the culprit is named`() throws {
    machine.run(seconds: 20)
    let all = asked()
    #expect(try judge())
    saturate()
    #expect(try watch(seconds: 30) == 1)
    #expect(asked() == all)
    let lines = try machine.screen(session).sentences.map(\.text.text)
    #expect(lines.first?.hasPrefix("cpu saturated by a process here: ") == true, "\(lines)")
    #expect(lines.dropFirst().first?.hasPrefix("ffmpeg[4000] does ") == true, "\(lines)")
  }

  @Test mutating func `what has just ended is still asked about, for ten seconds`() throws {
    machine.run(seconds: 20)
    let all = asked()
    saturate()
    _ = try watch(seconds: 30)
    relieve()
    #expect(try watch(seconds: 9) == 0)
    #expect(asked() == all)
    #expect(try watch(seconds: 30) == 1)
    #expect(asked().isDisjoint(with: Self.evidence))
  }

  @Test mutating func `the past is asked about in full`() throws {
    machine.run(seconds: 40)
    let all = asked()
    #expect(try judge())
    session.go(to: machine.now - .seconds(15), machine.situation)
    #expect(asked() == all)
    #expect(try !judge())
  }
}
