import Testing

@testable import ProcFS

/// Files that are read seldom: what they say, and what is no such file.
struct TableFileTests {
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func `interrupts of a CPU that is off have no column`() throws {
    let reading = try #require(
      Interrupts(bytes("       CPU0       CPU2\n  0:  18  3  IO-APIC   2-edge      timer\n")))
    #expect(reading.cpus == ["0", "2"])
    #expect(
      reading.lines == [
        Interrupts.Line(name: "0", info: "IO-APIC", devices: "2-edge timer", counts: [18, 3])
      ])
    #expect(Interrupts(bytes("")) == nil)
    #expect(Interrupts(bytes("no headings\n1: 2 3\n")) == nil)
  }

  @Test(arguments: [
    ("[2620:0000:0000:0000:0000:0000:0000:0001]:0050", "2620::1", "80"),
    ("[0000:0000:0000:0000:0000:0000:0000:0000]:0001", "::", "1"),
    ("[fe80:0000:0000:0001:0000:0000:0000:0002]:FFFF", "fe80:0:0:1::2", "65535"),
    ("26200000000000000000000000000002:0050", "2620::2", "80"),
    ("C0A80016:0CEA", "192.168.0.22", "3306"),
  ])
  func `an address is written as people write it`(_ text: String, _ address: String, _ port: String)
  {
    let servers = VirtualServers.backends(
      bytes("TCP  C0A80016:0CEA wlc\n  -> \(text) Tunnel 1 2 3\n"))
    #expect(servers?.map(\.remoteAddress) == [address])
    #expect(servers?.map(\.remotePort) == [port])
  }

  @Test(arguments: ["C0A8001:0CEA", "C0A80016", "C0A80016:FFFFF", "[::1]:0050", "zzzzzzzz:0050"])
  func `what is no address makes the file no such file`(_ text: String) {
    #expect(VirtualServers.backends(bytes("TCP  \(text) wlc\n")) == nil)
  }

  @Test func `a mark of the firewall has neither address nor port`() {
    let servers = VirtualServers.backends(
      bytes("FWM  10001000 wlc\n  -> C0A8321A:0CEA Tunnel 20 64 1\n"))
    #expect(
      servers == [
        VirtualServers.Backend(
          serviceProtocol: "FWM", localAddress: "", localPort: "0", localMark: "10001000",
          remoteAddress: "192.168.50.26", remotePort: "3306", weight: 20, active: 64, inactive: 1)
      ])
  }

  @Test func `datagrams of NFS have no connection, and other versions fewer numbers`() throws {
    let reading = MountStatistics(
      bytes(
        "device a mounted on /a with fstype nfs statvers=1.0\n\txprt:\tudp 832 0 64 63 0 12 9\n"
          + "\n" + "device /dev/sda1 mounted on / with fstype ext4\n"
          + "device b mounted on /b with fstype nfs statvers=1.1\n\txprt:\ttcp 1 2 x\n"))
    #expect(reading.mounts.map(\.index) == [0, 2])
    #expect(
      reading.mounts[0].transports == [
        MountStatistics.Transport(
          transportProtocol: "udp",
          numbers: [
            "port": 832, "bind": 0, "connect": 0, "connect_idle": 0, "idle": 0, "sends": 64,
            "receives": 63, "bad": 0, "requests": 12, "backlog": 9,
          ])
      ])
    #expect(reading.mounts[1].transports == [])
    #expect(!reading.isWhole)
  }

  @Test func `processors are told apart by blank lines`() {
    let reading = CPUInformation(
      bytes(
        "processor\t: 0\nmodel name\t: A CPU: fast\nflags\t\t: fpu aes\n\nprocessor\t: 1\n\nHardware\t: x\n"
      ))
    #expect(
      reading.processors == [
        ["processor": "0", "model name": "A CPU: fast", "flags": "fpu aes"], ["processor": "1"],
      ])
    #expect(reading.words("flags") == ["fpu", "aes"])
    #expect(reading.words("bugs") == [])
    #expect(CPUInformation([]).processors == [])
  }

  @Test func `states of connections that have no name are unknown`() {
    let table = "sl\n 0: a b 0A 00000001:00000002\n 1: a b 7F 00000000:00000000\n"
    #expect(
      NetworkTables.connections(bytes(table)) == [
        "listen": 1, "unknown": 1, "tx_queued_bytes": 1, "rx_queued_bytes": 2,
      ])
    #expect(NetworkTables.connections(bytes("sl\n 0: a b 0A 00000001\n")) == nil)
    #expect(NetworkTables.connections(bytes("sl\n")) == [:])
  }

  @Test func `a row of a cache that lacks a column makes the file no such file`() {
    #expect(NetworkTables.cacheStatistics(bytes("a b\n1 2\n3\n")) == nil)
    #expect(NetworkTables.cacheStatistics(bytes("a b\n1 z\n")) == nil)
    #expect(NetworkTables.cacheStatistics([]) == nil)
    #expect(NetworkTables.cacheStatistics(bytes("a b\n"))?.count == 0)
  }

  @Test func `files of bcachefs that are broken say nothing`() {
    #expect(BcachefsFiles.table(bytes("head\nlz4 1 x\n")) == nil)
    #expect(BcachefsFiles.table(bytes("head\nshort 1\n")) == [])
    #expect(BcachefsFiles.errors(bytes("a x\n")) == nil)
    #expect(BcachefsFiles.sinceCreation(bytes("since mount: 3\n")) == nil)
    #expect(BcachefsFiles.finished(bytes("read:\nsb : x\n")) == nil)
    #expect(
      BcachefsFiles.deviceErrors(bytes("IO errors since filesystem creation\n read: x\n")) == nil)
    #expect(BcachefsFiles.deviceErrors(bytes("IO errors since 1 y ago\n read: 3\n"))?.count == 0)
  }
}
