import Testing

@testable import Terminal

@Suite struct DesktopNoticeTests {
  @Test(arguments: [
    (DesktopNotice.osc9, "Disk fires", "\u{1b}]9;Ringside: Disk fires\u{1b}\\"),
    (.osc777, "Disk fires", "\u{1b}]777;notify;Ringside;Disk fires\u{1b}\\"),
    (.osc777, "a;b\u{07}\u{1b}\\c\n", "\u{1b}]777;notify;Ringside;a,b\\c\u{1b}\\"),
    (.osc9, "größe\u{9c}\u{7f}", "\u{1b}]9;Ringside: größe\u{1b}\\"),
  ])
  func `a notice is one command, whatever it says`(
    form: DesktopNotice, text: String, expected: String
  ) {
    #expect(String(decoding: form.bytes(title: "Ringside", text), as: UTF8.self) == expected)
  }

  @Test func `a notice has a bound`() {
    let bytes = DesktopNotice.osc9.bytes(title: "Ringside", String(repeating: "x", count: 9000))
    #expect(bytes.count == 2 + "9;Ringside: ".utf8.count + DesktopNotice.limit + 2)
  }
}
