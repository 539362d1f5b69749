import Foundation
import Testing

@testable import ringside

/// contrib/ringside.service starts this program, with options that it has.
struct ServiceFileTests {
  private static let lines: [String] = {
    let top = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let text = try? String(
      contentsOf: top.appending(path: "contrib/ringside.service"), encoding: .utf8)
    return (text ?? "").split(separator: "\n").map(String.init)
  }()

  private static func value(_ key: String) -> [String] {
    lines.filter { $0.hasPrefix(key + "=") }.map { String($0.dropFirst(key.count + 1)) }
  }

  @Test func `the service records with options that the program has`() throws {
    let words = try #require(Self.value("ExecStart").first).split(separator: " ").map(String.init)
    #expect(words.first == "/usr/local/bin/ringside")
    #expect(words.dropFirst().first == "record")
    let command = try RecordCommand(words.dropFirst(2))
    #expect(command.file == RingFileChoice.servicePath)
    #expect(command.isShared)
    #expect(command.options.sources == [])
    // The ring, and 96 MiB.
    #expect(Self.value("MemoryMax") == ["\((command.options.ringBytes >> 20) + 96)M"])
  }

  @Test func `the service is its own user, keeps its memory files, and may do little`() {
    #expect(Self.value("User") == ["ringside"])
    #expect(Self.value("OOMScoreAdjust") == ["-500"])
    #expect(Self.value("RuntimeDirectory") == ["ringside"])
    #expect(Self.value("RuntimeDirectoryPreserve") == ["yes"])
    #expect(Self.value("NoNewPrivileges") == ["yes"])
    #expect(Self.value("AmbientCapabilities") == Self.value("CapabilityBoundingSet"))
    #expect(Self.value("ExecReload") == ["/bin/kill -HUP $MAINPID"])
  }

  @Test func `every line is a comment, a section or a key with a value`() {
    let strange = Self.lines.filter { line in
      !line.hasPrefix("#") && line.wholeMatch(of: /\[[A-Z][a-z]+\]|[A-Z][A-Za-z]+=.+/) == nil
    }
    #expect(strange == [])
    #expect(Self.lines.count > 20)
  }
}
