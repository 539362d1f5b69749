extension NetworkTables {
  /// The columns of a file of `/proc/net/stat`, one row a CPU; `nil` where a row is none of the table.
  ///
  /// Source: the kernel's `net/core/neighbour.c` and `net/netfilter/nf_conntrack_standalone.c`.
  public static func cacheStatistics(
    _ bytes: [UInt8]
  ) -> [[(name: String, value: Double)]]? {
    let rows = Table(bytes).rows
    guard let names = rows.first else { return nil }
    var result: [[(name: String, value: Double)]] = []
    for row in rows.dropFirst() {
      let values = row.compactMap { UInt64($0, radix: 16).map { Double($0) } }
      guard values.count == row.count, values.count == names.count else { return nil }
      result.append(Array(zip(names, values)))
    }
    return result
  }

  /// The lines of `/proc/net/xfrm_stat`: a name and a count; `nil` where a line is none.
  ///
  /// Source: Documentation/networking/xfrm_proc.rst.
  public static func transformations(_ bytes: [UInt8]) -> [String: Double]? {
    var result: [String: Double] = [:]
    for row in Table(bytes).rows {
      guard row.count == 2, let value = UInt64(row[1]) else { return nil }
      result[row[0]] = Double(value)
    }
    return result
  }

  /// The names of the states of a TCP socket by number, from 1.
  public static let connectionStates = [
    "established", "syn_sent", "syn_recv", "fin_wait1", "fin_wait2", "time_wait", "close",
    "close_wait", "last_ack", "listen", "closing",
  ]

  /// How many sockets of `/proc/net/tcp` are in each state, and the bytes in their queues; `nil` where a line is none.
  ///
  /// The queues are `rx_queued_bytes` and `tx_queued_bytes`; a state that no socket is in is absent.
  public static func connections(_ bytes: [UInt8]) -> [String: Double]? {
    var result: [String: Double] = [:]
    for row in Table(bytes).rows.dropFirst() {
      guard row.count > 4, let state = UInt8(row[3], radix: 16) else { return nil }
      let queues = row[4].split(separator: ":").compactMap { UInt64($0, radix: 16) }
      guard queues.count == 2 else { return nil }
      let index = Int(state) - 1
      let isKnown = connectionStates.indices.contains(index)
      result[isKnown ? connectionStates[index] : "unknown", default: 0] += 1
      result["tx_queued_bytes", default: 0] += Double(queues[0])
      result["rx_queued_bytes", default: 0] += Double(queues[1])
    }
    return result
  }
}
