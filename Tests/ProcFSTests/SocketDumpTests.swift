import ProcFS
import Testing

/// Builds the kernel's answers byte by byte.
enum Netlink {
  static func little(_ value: UInt64, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8((value >> (8 * UInt64($0))) & 0xff) }
  }

  static func message(_ type: UInt64, _ body: [UInt8]) -> [UInt8] {
    let length = 16 + body.count
    return little(UInt64(length), 4) + little(type, 2) + little(2, 2) + little(7, 4) + little(0, 4)
      + body + [UInt8](repeating: 0, count: (4 - length % 4) % 4)
  }

  static func attribute(_ type: UInt64, _ body: [UInt8]) -> [UInt8] {
    let length = 4 + body.count
    return little(UInt64(length), 2) + little(type, 2) + body
      + [UInt8](repeating: 0, count: (4 - length % 4) % 4)
  }

  /// The body of a socket's message; addresses in the network's order, filled up to sixteen bytes.
  static func socket(
    family: UInt8 = 2, state: UInt8 = 1, from: [UInt8] = [127, 0, 0, 1],
    port: [UInt8] = [0x1f, 0x90],
    to: [UInt8] = [192, 0, 2, 33], remotePort: [UInt8] = [0xc3, 0x50], _ attributes: [UInt8] = []
  ) -> [UInt8] {
    let filled = { (bytes: [UInt8]) in bytes + [UInt8](repeating: 0, count: 16 - bytes.count) }
    return [family, state, 0, 0] + port + remotePort + filled(from) + filled(to) + little(3, 4)
      + little(0x1122_3344, 4) + little(0x5566_7788, 4) + little(0, 4) + little(5, 4)
      + little(6, 4) + little(1000, 4) + little(0xfedc_ba98, 4) + attributes
  }

  /// The first `count` bytes of the figures: round trip 1500 µs, shortest 900 µs, 2 of 40 segments sent again.
  static func figures(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0xee, count: 232)
    let fields: [(Int, UInt64, Int)] = [
      (68, 1500, 4), (100, 2, 4), (120, 5_000_000_000, 8), (128, 77, 8), (136, 40, 4),
      (148, 900, 4),
    ]
    for (offset, value, width) in fields {
      bytes.replaceSubrange(offset..<offset + width, with: little(value, width))
    }
    return Array(bytes.prefix(count))
  }
}

struct SocketDumpTests {
  private func messages(_ bytes: [UInt8]) -> [SocketDump.Message] {
    var position = 0
    var result: [SocketDump.Message] = []
    while let message = SocketDump.next(bytes.span, &position) { result.append(message) }
    return result
  }

  private func record(_ body: [UInt8]) -> SocketRecord? {
    guard case .socket(let record)? = messages(Netlink.message(20, body)).first else { return nil }
    return record
  }

  /// The record that `Netlink.socket` writes.
  private var expected: SocketRecord {
    var record = SocketRecord()
    record.localAddress = InternetAddress(version4: 0x7f00_0001)
    record.localPort = 8080
    record.remoteAddress = InternetAddress(version4: 0xc000_0221)
    record.remotePort = 50000
    record.state = 1
    record.cookie = 0x5566_7788_1122_3344
    record.inode = 0xfedc_ba98
    record.receiveQueue = 5
    record.sendQueue = 6
    return record
  }

  @Test func `a socket of version 4 is read field by field`() {
    #expect(messages(Netlink.message(20, Netlink.socket())) == [.socket(expected)])
  }

  @Test func `a mapped address is that of version 4, another is not`() {
    let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
    #expect(
      record(
        Netlink.socket(
          family: 10, from: mapped + [127, 0, 0, 1], to: mapped + [192, 0, 2, 33])) == expected)
    let six = record(
      Netlink.socket(
        family: 10, from: [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
        to: [0xfe, 0x80])
    )
    #expect(six?.localAddress == InternetAddress(high: 0x2001_0db8_0000_0000, low: 1))
    #expect(six?.remoteAddress == InternetAddress(high: 0xfe80_0000_0000_0000, low: 0))
  }

  @Test(
    arguments: [
      (0, nil, nil, nil, nil, nil, nil), (71, nil, nil, nil, nil, nil, nil),
      (72, 1500, nil, nil, nil, nil, nil), (104, 1500, 2, nil, nil, nil, nil),
      (127, 1500, 2, nil, nil, nil, nil), (128, 1500, 2, 5_000_000_000, nil, nil, nil),
      (136, 1500, 2, 5_000_000_000, 77, nil, nil), (140, 1500, 2, 5_000_000_000, 77, 40, nil),
      (151, 1500, 2, 5_000_000_000, 77, 40, nil), (152, 1500, 2, 5_000_000_000, 77, 40, 900),
      (232, 1500, 2, 5_000_000_000, 77, 40, 900),
    ] as [(Int, UInt32?, UInt32?, UInt64?, UInt64?, UInt32?, UInt32?)])
  func `a kernel's figures are read as far as they go`(
    _ length: Int, _ rtt: UInt32?, _ again: UInt32?, _ acknowledged: UInt64?, _ received: UInt64?,
    _ sent: UInt32?, _ shortest: UInt32?
  ) {
    var figures = SocketFigures()
    figures.roundTripMicroseconds = rtt
    figures.segmentsRetransmitted = again
    figures.bytesAcknowledged = acknowledged
    figures.bytesReceived = received
    figures.segmentsSent = sent
    figures.shortestRoundTripMicroseconds = shortest
    let found = record(Netlink.socket(Netlink.attribute(2, Netlink.figures(length))))
    #expect(found?.figures == figures)
  }

  @Test func `what was not measured yet is absent`() {
    var bytes = Netlink.figures(232)
    bytes.replaceSubrange(68..<72, with: [0, 0, 0, 0])
    bytes.replaceSubrange(148..<152, with: [255, 255, 255, 255])
    let figures = record(Netlink.socket(Netlink.attribute(2, bytes)))?.figures
    #expect(figures?.roundTripMicroseconds == nil)
    #expect(figures?.shortestRoundTripMicroseconds == nil)
    #expect(figures?.bytesReceived == 77)
  }

  @Test func `drops stand behind eight other numbers, beside attributes that nobody asked for`() {
    let memory = (0..<9).flatMap { Netlink.little(UInt64(100 + $0), 4) }
    let body = Netlink.socket(
      state: 10,
      Netlink.attribute(8, [0]) + Netlink.attribute(7, memory) + Netlink.attribute(99, []))
    #expect(record(body)?.drops == 108)
    #expect(record(Netlink.socket(Netlink.attribute(7, Array(memory.prefix(35)))))?.drops == nil)
  }

  @Test func `several messages follow one another until the end`() {
    let bytes =
      Netlink.message(20, Netlink.socket()) + Netlink.message(1, [])
      + Netlink.message(20, Netlink.socket(family: 1)) + Netlink.message(20, Netlink.socket())
      + Netlink.message(3, [0, 0, 0, 0])
    #expect(messages(bytes) == [.socket(expected), .socket(expected), .end])
  }

  @Test(
    arguments: [
      (Netlink.message(2, Netlink.little(0xffff_fffe, 4) + [1, 2]), .failure(2)),
      (Netlink.message(2, Netlink.little(0xffff_ff86, 4)), .failure(122)),
      (Netlink.message(2, [0, 0, 0, 0]), .failure(71)), (Netlink.message(2, []), .failure(71)),
      (Netlink.message(2, Netlink.little(0x8000_0000, 4)), .failure(.min)),
      (Netlink.message(3, Netlink.little(0xffff_fff4, 4)), .failure(12)),
      (Netlink.message(3, []), .end),
    ] as [([UInt8], SocketDump.Message)])
  func `a refusal gives the system's number`(_ bytes: [UInt8], _ message: SocketDump.Message) {
    #expect(messages(bytes) == [message])
  }

  @Test func `an answer that is cut off anywhere says only what it holds whole`() {
    let whole = Netlink.message(
      20, Netlink.socket(Netlink.attribute(2, Netlink.figures(232))))
    for count in 0..<whole.count { #expect(messages(Array(whole.prefix(count))) == []) }
    for count in 0..<72 {
      #expect(messages(Netlink.message(20, Array(Netlink.socket().prefix(count)))) == [])
    }
  }

  @Test func `any bytes are read without a fall`() {
    var random = AnyBytesTests.Generator(state: 7)
    let whole =
      Netlink.message(20, Netlink.socket(Netlink.attribute(2, Netlink.figures(232))))
      + Netlink.message(3, [0, 0, 0, 0])
    for _ in 0..<20_000 {
      let damaged = AnyBytesTests.damaged(whole, &random)
      #expect(messages(damaged).count <= damaged.count / 16)
    }
  }

  @Test(
    arguments: [
      (0, 0, "::"), (0, 1, "::1"), (0, 0xffff_c000_0201, "192.0.2.1"),
      (0x2001_0db8_0000_0000, 1, "2001:db8::1"),
      (0x2001_0db8_0000_0001, 0x0001_0001_0001_0001, "2001:db8:0:1:1:1:1:1"),
      (0x2001_0000_0000_0001, 0x0000_0000_0000_0001, "2001:0:0:1::1"),
      (0x2001_0db8_0000_0000, 0x0001_0000_0000_0001, "2001:db8::1:0:0:1"),
      (0xfe80_0000_0000_0000, 0, "fe80::"),
      (0x0001_0002_0003_0004, 0x0005_0006_0007_abcd, "1:2:3:4:5:6:7:abcd"),
    ] as [(UInt64, UInt64, String)])
  func `an address is written as people write it`(_ high: UInt64, _ low: UInt64, _ text: String) {
    #expect(InternetAddress(high: high, low: low).text == text)
  }

  @Test func `every address of the host is any`() {
    #expect(InternetAddress(version4: 0).isAny && InternetAddress(high: 0, low: 0).isAny)
    #expect(!InternetAddress(version4: 1).isAny && !InternetAddress(high: 0, low: 1).isAny)
  }
}
