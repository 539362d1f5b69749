internal import Collectors
internal import Metrics
internal import Presentation
internal import Sharing

/// Reads the process that is looked at once a tick, each time on a thread of its own that may be lost.
///
/// While one reading is under way none is begun for the same process; the screen says how long it has taken. At most
/// four are under way at once.
final class ProcessWatch: Sendable {
  private struct State: Sendable {
    var process: ProcessKey?
    var tick: Timestamp?
    var underway = 0
    var isReading = false
    var since: Timestamp?
    var last: ProcessFacts?
  }

  private let state = Guarded(State())
  private let paths: HostPaths
  private let exchange: Exchange
  private let start: ReaderStart

  private static let mostLost = 4

  /// Watches nothing yet.
  ///
  /// - Parameters:
  ///   - paths: where the process file system is.
  ///   - exchange: where what was read is published.
  ///   - start: what starts a thread that may be lost.
  init(paths: HostPaths, exchange: Exchange, start: @escaping ReaderStart = ReaderThread.start) {
    self.paths = paths
    self.exchange = exchange
    self.start = start
  }

  /// Has a process read after a tick, if that was not done; `nil` for none.
  func look(at process: ProcessKey?, tick: Timestamp) {
    let mayStart = state.withLock { state -> Bool in
      if state.process != process {
        state.process = process
        state.isReading = false
        (state.last, state.tick) = (nil, nil)
      }
      guard process != nil, state.tick != tick, state.underway < Self.mostLost else { return false }
      guard !state.isReading else { return false }
      state.tick = tick
      state.since = tick
      state.isReading = true
      state.underway += 1
      return true
    }
    guard let process else { return }
    if mayStart {
      let isStarted = start { self.read(process, tick) }
      if !isStarted { state.withLock { $0.underway -= 1 } }
    } else {
      complain(process, tick)
    }
  }

  private func read(_ process: ProcessKey, _ tick: Timestamp) {
    let before = state.withLock { $0.process == process ? $0.last : nil }
    let facts = Self.facts(process, paths, at: tick, before: before)
    let isWanted = state.withLock { state -> Bool in
      state.underway -= 1
      guard state.process == process else { return false }
      state.isReading = false
      state.last = facts
      return true
    }
    if isWanted { exchange.publish { $0.processFacts = facts } }
  }

  /// Says so where the kernel has kept the reader waiting for two seconds.
  private func complain(_ process: ProcessKey, _ tick: Timestamp) {
    let waited = state.withLock { state -> Duration? in
      guard state.isReading || state.underway >= Self.mostLost, let since = state.since else {
        return nil
      }
      return tick - since
    }
    guard let waited, waited > .seconds(2) else { return }
    var facts = ProcessFacts(process, at: tick)
    facts.problem = DisplayText("the kernel has not answered for \(Int(waited.inSeconds)) s")
    exchange.publish { $0.processFacts = facts }
  }

  /// Reads a process now.
  ///
  /// - Parameters:
  ///   - process: which one.
  ///   - paths: where the process file system is.
  ///   - tick: the tick after which it is read.
  ///   - before: what was read at the tick before, for how busy each thread was since.
  /// - Returns: what was read, or why nothing was.
  static func facts(
    _ process: ProcessKey, _ paths: HostPaths, at tick: Timestamp, before: ProcessFacts? = nil
  ) -> ProcessFacts {
    var facts = ProcessFacts(process, at: tick)
    guard let pin = ProcessPin(process) else { return facts }
    do throws(ProcessGlance.Absence) {
      let glance = try ProcessGlance(pin, paths)
      facts.openFiles = glance.openFiles
      facts.hasMoreFiles = glance.hasMoreFiles
      let earlier = Dictionary(
        (before?.threads ?? []).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      let seconds = before.map { (tick - $0.at).inSeconds } ?? 0
      facts.threads = glance.threads.map { thread in
        let used = earlier[thread.id].map { thread.cpuSeconds - $0.cpuSeconds }
        let cores = used.flatMap { $0 >= 0 && seconds > 0 ? $0 / seconds : nil }
        return ThreadFacts(
          id: thread.id, name: thread.name,
          state: DisplayText(ByteString([thread.state])), cores: cores,
          cpuSeconds: thread.cpuSeconds)
      }
    } catch .gone {
      facts.problem = "the process has ended"
    } catch {
      facts.problem = "the process has ended, and its number belongs to another one now"
    }
    return facts
  }
}

extension ProcessPin {
  /// The process of a row; `nil` where its number is none, as in what others have recorded.
  init?(_ process: ProcessKey) {
    guard let pid = Int32(process.pid.text), pid > 0 else { return nil }
    self.init(pid: pid, startSeconds: process.start.flatMap { Double($0.text) })
  }
}
