internal import Metrics
internal import ProcFS

/// Names sockets by their numbers: what the kernel's diagnosis has of TCP, and the tables of the process's own network
/// namespace for all others.
struct SocketNames: Sendable {
  /// The TCP sockets of this namespace; tests put something else in its place.
  var diagnose: @Sendable (_ body: (SocketRecord) -> Void) -> Void = { body in
    _ = SocketDiagnosis().read(body)
  }

  /// No table is read further.
  private static let limit = 8 << 20

  /// What is known of the sockets, by number.
  ///
  /// - Parameters:
  ///   - inodes: the sockets' numbers.
  ///   - folder: the process's folder.
  /// - Returns: those that the kernel's tables have.
  func named(_ inodes: Set<UInt64>, _ folder: String) -> [UInt64: OpenSocket] {
    guard !inodes.isEmpty else { return [:] }
    var result: [UInt64: OpenSocket] = [:]
    diagnose { record in
      guard inodes.contains(UInt64(record.inode)), record.inode != 0 else { return }
      result[UInt64(record.inode)] = SocketNames.socket(record)
    }
    for (table, family) in [("tcp", "tcp"), ("tcp6", "tcp"), ("udp", "udp"), ("udp6", "udp")] {
      let wanted = inodes.subtracting(result.keys)
      guard !wanted.isEmpty else { return result }
      let bytes = Tree.bytes("\(folder)/net/\(table)", limit: SocketNames.limit) ?? []
      for entry in SocketTable.internet(bytes.span, wanted: wanted) {
        result[entry.inode] = SocketNames.socket(entry, family)
      }
    }
    let wanted = inodes.subtracting(result.keys)
    guard !wanted.isEmpty else { return result }
    let bytes = Tree.bytes(folder + "/net/unix", limit: SocketNames.limit) ?? []
    for (inode, name) in SocketTable.local(bytes.span, wanted: wanted) {
      result[inode] = OpenSocket(family: "unix", local: ByteString(name), remote: "", state: "")
    }
    return result
  }

  private static func socket(_ record: SocketRecord) -> OpenSocket {
    let isListener = record.state == SocketRecord.listening
    return OpenSocket(
      family: "tcp", local: end(record.localAddress, record.localPort),
      remote: isListener ? "" : end(record.remoteAddress, record.remotePort),
      state: name(record.state),
      roundTripSeconds: isListener
        ? nil : record.figures?.roundTripMicroseconds.map { Double($0) / 1e6 },
      sendQueueBytes: isListener ? nil : record.sendQueue)
  }

  private static func socket(_ entry: SocketTable.Entry, _ family: String) -> OpenSocket {
    let hasRemote = entry.remotePort != 0
    return OpenSocket(
      family: family, local: end(entry.localAddress, entry.localPort),
      remote: hasRemote ? end(entry.remoteAddress, entry.remotePort) : "",
      state: family == "tcp" ? name(entry.state) : "")
  }

  private static func name(_ state: UInt8) -> String {
    let names = SocketRecord.stateNames
    return names.indices.contains(Int(state)) ? names[Int(state)] : ""
  }

  private static func end(_ address: InternetAddress, _ port: UInt16) -> ByteString {
    let text = address.text
    return ByteString(text.contains(":") ? "[\(text)]:\(port)" : "\(text):\(port)")
  }
}
