internal import Metrics
internal import ProcFS

/// How many processes and threads there are, `processes`.
enum ProcessStatesReader {
  private static let threads = Family.gauge(
    "node_processes_threads", "Allocated threads in system")
  private static let threadStates = Family.gauge(
    "node_processes_threads_state", "Number of threads in each state.")
  private static let most = Attribute(
    "threads-max", .gauge("node_processes_max_threads", "Limit of threads in the system"))
  private static let states = Family.gauge(
    "node_processes_state", "Number of processes in each state.")
  private static let pids = Family.gauge("node_processes_pids", "Number of PIDs")
  private static let mostPids = Attribute(
    "pid_max", .gauge("node_processes_max_processes", "Number of max PIDs limit"))

  static func processes(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      guard let names = Tree.contents(paths.procfs) else { return writer.fail() }
      var count = 0.0
      var threadCount = 0.0
      var inState: [String: Double] = [:]
      var threadsInState: [String: Double] = [:]
      for name in names where name.utf8.allSatisfy({ $0 &- 0x30 < 10 }) {
        // A process may be gone by now.
        guard let stat = stat(paths.proc("\(name)/stat")) else { continue }
        count += 1
        threadCount += Double(stat.threads)
        inState[state(stat), default: 0] += 1
        countThreads(paths.proc("\(name)/task"), into: &threadsInState)
      }
      guard count > 0 else { return writer.fail() }
      writer.put(threads, threadCount)
      put(threadStates, "thread_state", threadsInState, to: &writer)
      put(states, "state", inState, to: &writer)
      writer.put(pids, count)
      for attribute in [most, mostPids] {
        let value = Tree.number(paths.proc("sys/kernel/\(attribute.file)"))
        if value == nil { writer.fail() }
        writer.put(attribute.family, [], value)
      }
    }
  }

  private static func stat(_ path: String) -> ProcessStat? {
    Tree.bytes(path).flatMap { ProcessStat($0.span) }
  }

  private static func state(_ stat: ProcessStat) -> String {
    String(decoding: [stat.state], as: UTF8.self)
  }

  private static func countThreads(_ folder: String, into counts: inout [String: Double]) {
    for name in Tree.names(folder) {
      if let stat = stat("\(folder)/\(name)/stat") { counts[state(stat), default: 0] += 1 }
    }
  }

  private static func put(
    _ family: Family, _ label: String, _ counts: [String: Double], to writer: inout SampleWriter
  ) {
    for (state, count) in counts.sorted(by: { $0.key < $1.key }) {
      writer.put(family, [(label, state)], count)
    }
  }
}
