import Foundation
import Testing

@testable import ringside

@Suite struct ViewWriterTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "ringside-\(UUID())")

  @Test func `a file that is there is not written over, nor what a link leads to`() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "a.csv").path
    #expect(OutputFile.create(Array("one".utf8), at: path) == nil)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(
      OutputFile.create(Array("two".utf8), at: path)
        == "\(path) is there already; nothing was written")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "one")
    let link = folder.appending(path: "link.csv").path
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: folder.appending(path: "target").path)
    #expect(
      OutputFile.create([1], at: link) == "\(link) is there already; nothing was written")
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "target").path))
    let missing = folder.appending(path: "none/x.csv").path
    #expect(OutputFile.create([1], at: missing) == "\(missing): no such file or directory")
  }

  @Test(arguments: [
    ("abc", 3, "abc"), ("one\ntwo\nthree\n", 10, "one\ntwo\n"), ("äöü", 5, "äö"),
    ("äöü", 4, "äö"), ("äöü", 1, ""), ("漢字", 5, "漢"),
  ])
  func `a text that is too long is cut after a line, else after a character`(
    text: String, bytes: Int, part: String
  ) {
    #expect(ViewWriter.prefix(text, bytes: bytes) == part)
  }

  @Test(arguments: [
    ("http://me:secret@db-1:9187/metrics", "http://db-1:9187/metrics"),
    ("http://db-1/@x", "http://db-1/@x"), ("https://a@b@c/x", "https://c/x"),
    ("web-3:9100", "web-3:9100"),
  ])
  func `an address is written without its password`(word: String, safe: String) {
    #expect(ViewWriter.withoutPassword(word) == safe)
  }
}
