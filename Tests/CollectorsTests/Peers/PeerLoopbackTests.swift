import Foundation
import Metrics
import Testing

@testable import Collectors

/// A TCP socket of this process on the loopback interface, closed with the object.
private final class LoopbackSocket {
  let descriptor: Int32

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  convenience init() { self.init(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)) }

  deinit { close(descriptor) }

  /// A listener at a port that the kernel chooses.
  static func listener(backlog: Int32) -> LoopbackSocket {
    let made = LoopbackSocket()
    _ = made.withAddress(0) { bind(made.descriptor, $0, $1) }
    _ = listen(made.descriptor, backlog)
    return made
  }

  /// A connection to a port; without waiting for the answer where it is not to be expected.
  static func connected(to port: UInt16, waits: Bool = true) -> LoopbackSocket {
    let made = LoopbackSocket()
    if !waits { _ = fcntl(made.descriptor, F_SETFL, O_NONBLOCK) }
    _ = made.withAddress(port) { connect(made.descriptor, $0, $1) }
    return made
  }

  func accepted() -> LoopbackSocket { LoopbackSocket(accept(descriptor, nil, nil)) }

  var port: UInt16 {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length)
      }
    }
    return UInt16(bigEndian: address.sin_port)
  }

  /// The file that names the socket.
  var inode: UInt64 {
    var facts = stat()
    fstat(descriptor, &facts)
    return UInt64(facts.st_ino)
  }

  /// Sends so many bytes, and returns once `other` has read them.
  func send(_ count: Int, to other: LoopbackSocket) {
    var bytes = [UInt8](repeating: 7, count: count)
    _ = write(descriptor, bytes, count)
    var left = count
    while left > 0 {
      let length = read(other.descriptor, &bytes, left)
      guard length > 0 else { return }
      left -= length
    }
  }

  private func withAddress(
    _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}

/// The kernel's own answers about connections that the test makes.
@Suite(.enabled(if: SocketDiagnosis().read({ _ in }) == 0))
struct PeerLoopbackTests {
  private func collector(_ fixture: Fixture) -> HostCollector {
    var options = fixture.options("peers")
    options.makeSocketReading = {
      let diagnosis = SocketDiagnosis()
      return { diagnosis.read($0) }
    }
    return HostCollector(options, withProcesses: false)
  }

  private func peer(_ port: UInt16, _ direction: String, _ family: String) -> String {
    #"ringside_peer_\#(family){address="127.0.0.1", direction="\#(direction)", port="\#(port)"}"#
  }

  private func connections(_ port: UInt16, _ direction: String, _ state: String) -> String {
    #"ringside_peer_connections{address="127.0.0.1", direction="\#(direction)", port="\#(port)", state="\#(state)"}"#
  }

  @Test func `bytes are those that were sent, seen from both ends`() throws {
    let fixture = try Fixture()
    let listener = LoopbackSocket.listener(backlog: 16)
    let client = LoopbackSocket.connected(to: listener.port)
    let server = listener.accepted()
    client.send(1000, to: server)
    server.send(500, to: client)
    client.send(1, to: server)
    server.send(1, to: client)
    try fixture.write("proc/31/comm", "caller\n")
    try fixture.link("proc/31/fd/3", to: "socket:[\(client.inode)]")
    var collector = collector(fixture)
    var viewer = Viewer()
    viewer.read(collector.collect(at: Timestamp(milliseconds: 0))[1])
    let port = listener.port
    let value = { (name: String) in viewer.values[name] ?? -1 }
    #expect(value(connections(port, "out", "established")) == 1)
    #expect(value(connections(port, "in", "established")) == 1)
    // The kernel counts the beginning of a connection as a byte that was acknowledged.
    #expect((1001...1002).contains(value(peer(port, "out", "sent_bytes_total"))))
    #expect(value(peer(port, "out", "received_bytes_total")) == 501)
    #expect(value(peer(port, "in", "received_bytes_total")) == 1001)
    #expect((500...502).contains(value(peer(port, "in", "sent_bytes_total"))))
    #expect((4...100).contains(value(peer(port, "out", "sent_segments_total"))))
    #expect(value(peer(port, "out", "retransmitted_segments_total")) >= 0)
    let (now, shortest) = (
      value(peer(port, "out", "rtt_seconds")), value(peer(port, "out", "rtt_min_seconds"))
    )
    #expect(shortest > 0 && now > 0 && now < 10)
    #expect(
      value(
        #"ringside_peer_process_connections{address="127.0.0.1", comm="caller", direction="out", pid="31", port="\#(port)"}"#
      ) == 1)
    client.send(300, to: server)
    server.send(1, to: client)
    viewer.read(collector.collect(at: Timestamp(milliseconds: 5000))[1])
    #expect(
      viewer.values[peer(port, "in", "received_bytes_total")] == 1301)
    #expect(viewer.values[peer(port, "out", "received_bytes_total")] == 502)
  }

  @Test func `a full accept queue shows beside its limit, and who gets no answer fails`() throws {
    let fixture = try Fixture()
    let listener = LoopbackSocket.listener(backlog: 1)
    let port = listener.port
    let waiting = (0..<2).map { _ in LoopbackSocket.connected(to: port) }
    var unanswered: LoopbackSocket? = LoopbackSocket.connected(to: port, waits: false)
    var collector = collector(fixture)
    var viewer = Viewer()
    viewer.read(collector.collect(at: Timestamp(milliseconds: 0))[1])
    let labels = #"{address="127.0.0.1", port="\#(port)"}"#
    #expect(viewer.values["ringside_listener_accept_queue\(labels)"] == 2)
    #expect(viewer.values["ringside_listener_accept_queue_limit\(labels)"] == 1)
    #expect(viewer.values["ringside_listener_dropped_connections_total\(labels)"] ?? 0 >= 1)
    #expect(viewer.values[connections(port, "out", "established")] == 2)
    #expect(viewer.values[connections(port, "out", "syn_sent")] == 1)
    #expect(viewer.values[connections(port, "in", "established")] == 2)
    #expect(viewer.values[peer(port, "out", "failed_connections_total")] == 0)
    #expect(unanswered != nil && waiting.count == 2)
    unanswered = nil
    viewer.read(collector.collect(at: Timestamp(milliseconds: 5000))[1])
    #expect(viewer.values[peer(port, "out", "failed_connections_total")] == 1)
    #expect(viewer.values[connections(port, "out", "syn_sent")] == nil)
    #expect(viewer.ended.contains(connections(port, "out", "syn_sent")))
  }
}
