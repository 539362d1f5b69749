import ProcFS
import Testing

struct ControlGroupTests {
  @Test(
    arguments: [
      ("max 100000\n", nil, 100_000), ("150000 100000\n", 150_000, 100_000), ("5 10", 5, 10),
    ] as [(String, UInt64?, UInt64)])
  func `a quota is a number of each period or max`(
    text: String, quota: UInt64?, period: UInt64
  ) {
    let bandwidth = ControlGroupFiles.bandwidth(Array(text.utf8).span)
    #expect(bandwidth?.quotaMicroseconds == quota)
    #expect(bandwidth?.periodMicroseconds == period)
  }

  @Test(arguments: ["", "max", "max\n", "most 100000\n", "-1 100000\n", "100 0\n", "max max\n"])
  func `what is no bandwidth is none`(text: String) {
    #expect(ControlGroupFiles.bandwidth(Array(text.utf8).span) == nil)
  }

  @Test(
    arguments: [
      ("536870912\n", 536_870_912), ("0\n", 0), ("max\n", nil), ("", nil), ("12 13\n", nil),
    ] as [(String, UInt64?)])
  func `a limit is a number, and max is none`(text: String, limit: UInt64?) {
    #expect(ControlGroupFiles.number(Array(text.utf8).span) == limit)
  }

  @Test(
    arguments: [
      ("0::/system.slice/a.service\n", "/system.slice/a.service"), ("0::/\n", "/"),
      ("4:memory:/x\n0::/y\n", "/y"), ("4:memory:/x\n1:name=systemd:/z\n", nil),
      ("0::/../../b\n", nil), ("", nil),
    ] as [(String, String?)])
  func `only the hierarchy of version 2 counts, and only what is within view`(
    text: String, path: String?
  ) {
    let found = ControlGroupFiles.path(Array(text.utf8).span)
    #expect(found.map { String(decoding: $0, as: UTF8.self) } == path)
  }
}
