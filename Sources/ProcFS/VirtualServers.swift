/// The balancer of the kernel, IPVS.
///
/// Source: the kernel's `net/netfilter/ipvs/ip_vs_ctl.c`, `/proc/net/ip_vs` and `/proc/net/ip_vs_stats`.
public enum VirtualServers {
  /// A server behind a virtual one.
  public struct Backend: Equatable, Sendable {
    /// `TCP`, `UDP`, `SCTP`, or `FWM` for what the firewall has marked.
    public var serviceProtocol: String
    /// The virtual server's address; empty for a mark.
    public var localAddress: String
    /// The virtual server's port; 0 for a mark.
    public var localPort: String
    /// The mark; empty for an address.
    public var localMark: String
    /// The server's address.
    public var remoteAddress: String
    /// The server's port.
    public var remotePort: String
    /// The share that it gets.
    public var weight: Double
    /// Connections in use.
    public var active: Double
    /// Connections that are not.
    public var inactive: Double
  }

  /// Connections, packets in and out, bytes in and out since boot; `nil` where the bytes are no such file.
  public static func totals(_ bytes: [UInt8]) -> [Double]? {
    let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    guard lines.count > 3 else { return nil }
    let numbers = (Table(Array(lines[2])).rows.first ?? []).compactMap {
      UInt64($0, radix: 16).map { Double($0) }
    }
    return numbers.count == 5 ? numbers : nil
  }

  /// The servers behind all virtual ones; `nil` where an address or a number is none.
  public static func backends(_ bytes: [UInt8]) -> [Backend]? {
    var result: [Backend] = []
    var service: (name: String, address: String, port: String, mark: String)?
    for row in Table(bytes).rows where row.count > 1 {
      switch row[0] {
      case "TCP", "UDP", "SCTP":
        guard let end = endpoint(row[1]) else { return nil }
        service = (row[0], end.address, end.port, "")
      case "FWM": service = (row[0], "", "0", row[1])
      case "->" where row.count >= 6 && row[1] != "RemoteAddress:Port":
        guard let service, let end = endpoint(row[1]), let weight = UInt64(row[3]),
          let active = UInt64(row[4]), let inactive = UInt64(row[5])
        else { return nil }
        result.append(
          Backend(
            serviceProtocol: service.name, localAddress: service.address, localPort: service.port,
            localMark: service.mark, remoteAddress: end.address, remotePort: end.port,
            weight: Double(weight), active: Double(active), inactive: Double(inactive)))
      default: continue
      }
    }
    return result
  }

  /// `C0A80016:0CEA` is 192.168.0.22 and 3306; `[2620:0:0:0:0:0:0:1]:0050` an address of version 6.
  private static func endpoint(_ text: String) -> (address: String, port: String)? {
    guard let colon = text.lastIndex(of: ":"),
      let port = UInt16(text[text.index(after: colon)...], radix: 16)
    else { return nil }
    let host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      let groups = host.dropFirst().dropLast().split(
        separator: ":", omittingEmptySubsequences: false)
      let words = groups.compactMap { UInt16($0, radix: 16) }
      guard words.count == 8, groups.count == 8 else { return nil }
      return (version6(words), "\(port)")
    }
    let bytes = hexBytes(host)
    if bytes.count == 4 { return (bytes.map { "\($0)" }.joined(separator: "."), "\(port)") }
    guard bytes.count == 16 else { return nil }
    let words = stride(from: 0, to: 16, by: 2).map {
      UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
    }
    return (version6(words), "\(port)")
  }

  private static func hexBytes(_ text: Substring) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    guard digits.count == text.count, digits.count.isMultiple(of: 2) else { return [] }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  /// Eight words as RFC 5952 writes them: the longest run of zeros is `::`.
  private static func version6(_ words: [UInt16]) -> String {
    var best = 0..<0
    var start = 0
    for index in 0...words.count where index == words.count || words[index] != 0 {
      if index - start > max(best.count, 1) { best = start..<index }
      start = index + 1
    }
    let hex = { (part: ArraySlice<UInt16>) in
      part.map { String($0, radix: 16) }.joined(separator: ":")
    }
    guard !best.isEmpty else { return hex(words[...]) }
    return hex(words[..<best.lowerBound]) + "::" + hex(words[best.upperBound...])
  }
}
