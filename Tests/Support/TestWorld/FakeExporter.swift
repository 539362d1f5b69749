import Glibc
import Sharing
import Synchronization

/// A metrics endpoint on loopback that behaves as a scenario has it.
package final class FakeExporter: Sendable {
  /// What a request is answered with.
  package enum Scenario: Sendable {
    /// A page; the argument counts the requests from 0, so that counters can move.
    case page(@Sendable (Int) -> [UInt8])
    /// Headers, then nothing for as long as the client waits.
    case hang
    /// A status line with these words and an empty body.
    case status(Int, reason: [UInt8])
    /// Bytes that are no exposition, under a content type that says they are.
    case garbage(seed: UInt64)
    /// A page of so many bytes, made while it is sent.
    case endless(bytes: Int)
    /// A page that comes after so many milliseconds.
    case slow(milliseconds: Int32, [UInt8])
    /// The connection is closed without a word.
    case hangUp
  }

  /// The port that the kernel chose.
  package let port: UInt16
  private let listener: Int32
  private let state: FakeExporterState

  /// Listens at once.
  package init(_ scenario: Scenario) throws(FileTree.Refused) {
    state = FakeExporterState(scenario)
    (listener, port) = try FakeExporter.listen()
    let (listener, state) = (listener, state)
    BackgroundThread.start {
      while case let client = accept(listener, nil, nil), client >= 0 {
        state.accepted.add(1, ordering: .relaxed)
        BackgroundThread.start { FakeConnection(client).serve(state) }
      }
      // Closed by the thread that uses it: else its number could be another listener's already.
      close(listener)
    }
  }

  // The shutdown wakes the thread that accepts.
  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  /// The address as a command line has it.
  package var target: String { "127.0.0.1:\(port)" }

  /// How many requests there were.
  package var requests: Int { state.served.load(ordering: .relaxed) }

  /// How many connections there were, whether or not anything was asked.
  package var connections: Int { state.accepted.load(ordering: .relaxed) }

  /// When each request came, in milliseconds since the epoch.
  package var arrivals: [Int64] { state.arrivals.withLock { $0 } }

  /// Answers otherwise from the next request on.
  package func become(_ scenario: Scenario) { state.scenario.withLock { $0 = scenario } }

  private static func listen() throws(FileTree.Refused) -> (listener: Int32, port: UInt16) {
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let listener = socket(AF_INET, kind, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutableBytes(of: &address) { bytes in
      guard let base = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else {
        return false
      }
      return bind(listener, base, length) == 0 && Glibc.listen(listener, 64) == 0
        && getsockname(listener, base, &length) == 0
    }
    guard isListening else {
      throw FileTree.Refused(description: "no port on loopback (errno \(errno))")
    }
    return (listener, UInt16(bigEndian: address.sin_port))
  }
}

/// What the threads of a fake exporter share.
final class FakeExporterState: Sendable {
  let scenario: Guarded<FakeExporter.Scenario>
  let served = Atomic<Int>(0)
  let accepted = Atomic<Int>(0)
  let arrivals = Guarded<[Int64]>([])

  init(_ scenario: FakeExporter.Scenario) { self.scenario = Guarded(scenario) }

  /// The scenario for the next request, and its number counted from 0.
  func next() -> (FakeExporter.Scenario, Int) {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let arrival = Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    arrivals.withLock { $0.append(arrival) }
    let number = served.add(1, ordering: .relaxed).oldValue
    return (scenario.withLock { $0 }, number)
  }
}
