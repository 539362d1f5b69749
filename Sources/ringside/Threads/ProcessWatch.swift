internal import Collectors
internal import Metrics
internal import Presentation

/// Reads the process that is looked at once a tick, and what it holds every five seconds.
struct ProcessWatch: Sendable {
  private let watch: PatientWatch<ProcessKey, ProcessFacts>

  /// What a process holds takes longer to read than its threads.
  private static let holdingsPause: Duration = .seconds(5)

  /// Watches nothing yet.
  ///
  /// - Parameters:
  ///   - paths: where the process file system is.
  ///   - allowsEnvironment: whether a process's environment may be shown.
  ///   - exchange: where what was read is published.
  init(paths: HostPaths, allowsEnvironment: Bool, exchange: Exchange) {
    watch = PatientWatch(
      PatientWatch.Work(
        pause: .milliseconds(1),
        read: { process, tick, before in
          Self.facts(
            process, paths, at: tick, allowsEnvironment: allowsEnvironment, before: before)
        },
        complain: { process, tick, waited in
          var facts = ProcessFacts(process, at: tick)
          facts.problem = DisplayText(WaitWords.text(waited))
          return facts
        },
        publish: { facts in exchange.publish { $0.processFacts = facts } }))
  }

  /// Has a process read after a tick, if that was not done; `nil` for none.
  func look(at process: ProcessKey?, tick: Timestamp) { watch.look(at: process, tick: tick) }

  /// Reads a process now.
  ///
  /// - Parameters:
  ///   - process: which one.
  ///   - paths: where the process file system is.
  ///   - tick: the tick after which it is read.
  ///   - allowsEnvironment: whether its environment may be shown.
  ///   - before: what was read at the tick before, for how busy each thread was since.
  /// - Returns: what was read, or why nothing was.
  static func facts(
    _ process: ProcessKey, _ paths: HostPaths, at tick: Timestamp, allowsEnvironment: Bool,
    before: ProcessFacts? = nil
  ) -> ProcessFacts {
    var facts = ProcessFacts(process, at: tick)
    guard let pin = ProcessPin(process) else { return facts }
    do throws(ProcessGlance.Absence) {
      let glance = try ProcessGlance(pin, paths)
      facts.openFiles = glance.openFiles
      facts.hasMoreFiles = glance.hasMoreFiles
      facts.threads = threads(glance, before, at: tick)
      if let held = before?.holdings, tick - held.at < holdingsPause {
        facts.holdings = held
      } else {
        let contents = try ProcessContents(pin, paths, withEnvironment: allowsEnvironment)
        facts.holdings = ProcessHoldings(contents, at: tick)
      }
    } catch {
      facts = ProcessFacts(process, at: tick)
      facts.problem =
        error == .gone
        ? "the process has ended"
        : "the process has ended, and its number belongs to another one now"
    }
    return facts
  }

  private static func threads(
    _ glance: ProcessGlance, _ before: ProcessFacts?, at tick: Timestamp
  ) -> [ThreadFacts] {
    let earlier = Dictionary(
      (before?.threads ?? []).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let seconds = before.map { (tick - $0.at).inSeconds } ?? 0
    return glance.threads.map { thread in
      let used = earlier[thread.id].map { thread.cpuSeconds - $0.cpuSeconds }
      let cores = used.flatMap { $0 >= 0 && seconds > 0 ? $0 / seconds : nil }
      return ThreadFacts(
        id: thread.id, name: thread.name,
        state: DisplayText(ByteString([thread.state])), cores: cores,
        cpuSeconds: thread.cpuSeconds)
    }
  }
}

extension ProcessPin {
  /// The process of a row; `nil` where its number is none, as in what others have recorded.
  init?(_ process: ProcessKey) {
    guard let pid = Int32(process.pid.text), pid > 0 else { return nil }
    self.init(pid: pid, startSeconds: process.start.flatMap { Double($0.text) })
  }
}

extension ProcessHoldings {
  /// What a process holds, in the terms of the screen.
  init(_ contents: ProcessContents, at tick: Timestamp) {
    self.init(at: tick)
    files = Sight(contents.files) { $0.map { OpenFileFacts($0) } }
    hasMoreFiles = contents.hasMoreFiles
    limits = Sight(contents.limits) { limits in
      limits.map {
        ProcessLimit(
          name: $0.name, soft: $0.soft.map { Double($0) }, hard: $0.hard.map { Double($0) },
          unit: $0.unit)
      }
    }
    spaces = Sight(contents.spaces) { spaces in
      spaces.map {
        AddressSpace(
          kind: DisplayText($0.kind), bytes: Double($0.bytes), mappings: $0.mappings)
      }
    }
    memory = Sight(contents.memory) { Self.sums($0) }
    environment = contents.environment.map { Sight($0) { $0 } }
  }

  private static func sums(_ memory: ProcessContents.Memory) -> [NamedBytes] {
    let parts: [(DisplayText, UInt64?)] = [
      ("resident", memory.resident), ("PSS", memory.proportional), ("anonymous", memory.anonymous),
      ("file", memory.file), ("shared", memory.shared), ("dirty", memory.privateDirty),
      ("swap", memory.swap),
    ]
    return parts.map { NamedBytes($0, $1.map { Double($0) }) }
  }
}

extension Sight {
  /// What came of a question, its value made into another.
  init<Source>(_ answer: ProcessAnswer<Source>, _ make: (Source) -> Value) {
    switch answer {
    case .known(let source): self = .known(make(source))
    case .denied: self = .denied
    case .absent: self = .absent
    }
  }
}

extension OpenFileFacts {
  /// An open file, in the terms of the screen.
  init(_ file: OpenFile) {
    let mode = (file.isReadable == true ? "r" : "") + (file.isWritable == true ? "w" : "")
    self.init(
      number: file.number, kind: DisplayText(file.socket?.family ?? file.kind.rawValue),
      name: file.socket.map {
        ByteString(
          [$0.local, $0.remote].filter { !$0.isEmpty }.map(\.text).joined(separator: " - "))
      }
        ?? file.name,
      mode: DisplayText(mode), position: file.position.map { Double($0) })
    state = DisplayText(file.socket?.state ?? "", limit: 16)
    roundTrip = file.socket?.roundTripSeconds
  }
}
