/// Files of `/proc/net` that are tables, read seldom.
public enum NetworkTables {
  /// The counters of `/proc/net/netstat` and `/proc/net/snmp`: pairs of lines, names above numbers.
  ///
  /// Names are `TcpExt_ListenDrops`: the protocol, an underscore, the column.
  public static func protocolCounters(_ bytes: [UInt8]) -> [(name: String, value: Double)] {
    let rows = Table(bytes).rows
    var result: [(name: String, value: Double)] = []
    var index = 0
    while index + 1 < rows.count {
      let (names, values) = (rows[index], rows[index + 1])
      index += 2
      guard names[0] == values[0], names.count == values.count, names[0].hasSuffix(":") else {
        continue
      }
      let head = names[0].dropLast()
      for (name, text) in zip(names, values).dropFirst() {
        if let value = Table.number(text) { result.append(("\(head)_\(name)", value)) }
      }
    }
    return result
  }

  /// The counters of `/proc/net/snmp6`: `Ip6InOctets` becomes `Ip6_InOctets`.
  public static func protocol6Counters(_ bytes: [UInt8]) -> [(name: String, value: Double)] {
    Table(bytes).rows.compactMap { row in
      guard row.count > 1, let six = row[0].firstIndex(of: "6"), let value = Table.number(row[1])
      else {
        return nil
      }
      let rest = row[0].index(after: six)
      return ("\(row[0][..<rest])_\(row[0][rest...])", value)
    }
  }

  /// What one CPU did with received packets.
  public struct SoftNet: Equatable, Sendable {
    /// The CPU's number, or the line's where the kernel does not tell.
    public var cpu: Int
    /// The columns: processed, dropped, times squeezed, collisions, received by steering, flow limit, backlog length.
    public var values: [Double]
  }

  /// The rows of `/proc/net/softnet_stat`; columns that this kernel does not have are 0.
  ///
  /// Source: the kernel's `net/core/net-procfs.c`.
  public static func softNet(_ bytes: [UInt8]) -> [SoftNet] {
    Table(bytes).rows.enumerated().compactMap { line, row in
      let columns = row.compactMap { UInt64($0, radix: 16) }
      guard columns.count == row.count, columns.count >= 9 else { return nil }
      let value = { (column: Int) in column < columns.count ? Double(columns[column]) : 0 }
      let cpu = columns.count >= 13 ? Int(clamping: columns[12]) : line
      return SoftNet(cpu: cpu, values: [0, 1, 2, 8, 9, 10, 11].map(value))
    }
  }

  /// The columns of `/proc/net/stat/nf_conntrack` by name, summed over the CPUs.
  public static func connectionTracking(_ bytes: [UInt8]) -> [String: Double] {
    let rows = Table(bytes).rows
    var result: [String: Double] = [:]
    for row in rows.dropFirst() {
      for (name, text) in zip(rows[0], row) {
        if let value = UInt64(text, radix: 16) { result[name, default: 0] += Double(value) }
      }
    }
    return result
  }

  /// Bytes that wait in the queues of all sockets of `/proc/net/udp`; `nil` where a line is no socket.
  public static func udpQueues(_ bytes: [UInt8]) -> (transmit: Double, receive: Double)? {
    var sum = (transmit: 0.0, receive: 0.0)
    for row in Table(bytes).rows.dropFirst() {
      guard row.count > 4 else { return nil }
      let parts = row[4].split(separator: ":")
      guard parts.count == 2, let transmit = UInt64(parts[0], radix: 16),
        let receive = UInt64(parts[1], radix: 16)
      else { return nil }
      sum.transmit += Double(transmit)
      sum.receive += Double(receive)
    }
    return sum
  }

  /// How many neighbours each device of `/proc/net/arp` has.
  public static func neighbours(_ bytes: [UInt8]) -> [String: Int] {
    var result: [String: Int] = [:]
    for row in Table(bytes).rows.dropFirst() where row.count >= 6 {
      result[row[5], default: 0] += 1
    }
    return result
  }
}
