import Foundation
import Testing

/// Which modules a room may import: the graph of ARCHITECTURE.md as a table.
private let doors: [String: Set<String>] = [
  "Metrics": ["CRE2"],
  "ProcFS": [],
  "Documents": ["CYaml", "Metrics"],
  "Exposition": ["Metrics"],
  "Sharing": ["Glibc", "Synchronization"],
  "TimeSeries": ["Metrics", "Sharing", "Synchronization"],
  "PromQLSyntax": ["Metrics"],
  "PromQL": ["Metrics", "PromQLSyntax", "TimeSeries", "Synchronization", "Glibc"],
  "Scraping": ["Documents", "Exposition", "Metrics"],
  "Dashboards": ["Documents", "Metrics", "PromQLSyntax"],
  "Rules": ["Documents", "Metrics", "PromQL", "PromQLSyntax"],
  "Presentation": ["Dashboards", "Metrics", "PromQL", "PromQLSyntax", "Rules"],
  "TerminalUI": ["Metrics", "Presentation"],
  "Children": ["CLinux", "Glibc"],
  "Transport": ["CCurl", "Glibc"],
  "Storage": ["CLinux", "Glibc", "Metrics", "Sharing", "TimeSeries"],
  "Collectors": [
    "CLinux", "Children", "Documents", "Exposition", "Glibc", "Metrics", "ProcFS", "Scraping",
    "Sharing", "Synchronization", "Transport",
  ],
  "Notifications": [
    "CLinux", "Children", "Documents", "Glibc", "Metrics", "Rules", "Sharing",
  ],
  "Terminal": ["CLinux", "CNcurses", "Glibc", "TerminalUI"],
]

/// The composition roots, which may import every room.
private let roots: Set<String> = ["conformance", "ringside", "ringside-bench"]

@Suite struct DoorsTests {
  private static let top = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func sources(of room: String) -> [URL] {
    let folder = top.appending(path: "Sources/\(room)")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (files?.allObjects ?? []).compactMap { $0 as? URL }.filter {
      $0.pathExtension == "swift"
    }
  }

  private static func imports(in file: URL) throws -> [String] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
      let afterLevel = words.drop { ["public", "package", "internal", "private"].contains($0) }
      guard afterLevel.first == "import" else { return nil }
      return afterLevel.dropFirst().last.map { String($0.split(separator: ".")[0]) }
    }
  }

  /// The rooms that exist: a room appears when the first line of it does.
  private static let rooms = doors.keys.sorted().filter { !sources(of: $0).isEmpty }

  @Test(arguments: rooms)
  func `a room imports only what stands at its door`(room: String) throws {
    let files = Self.sources(of: room)
    for file in files {
      let strangers = try Self.imports(in: file).filter { doors[room]?.contains($0) != true }
      #expect(
        strangers == [], "\(room)/\(file.lastPathComponent) imports what its door does not list")
    }
  }

  @Test func `every folder of Sources is a room, a root or a C door`() throws {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: Self.top.appending(path: "Sources").path)
    let known = Set(doors.keys).union(roots).union(["CCurl", "CLinux", "CNcurses", "CRE2", "CYaml"])
    #expect(Set(folders).subtracting(known) == [])
  }

  @Test func `no source imports Foundation`() throws {
    var count = 0
    for room in Set(doors.keys).union(roots) {
      for file in Self.sources(of: room) {
        count += 1
        let foundation = try Self.imports(in: file).filter { $0.hasPrefix("Foundation") }
        #expect(foundation == [], "\(file.lastPathComponent) imports Foundation")
      }
    }
    #expect(count > 50, "only \(count) files were read")
  }

  /// The thread sanitizer does not follow a bare `Mutex`; `Guarded` is one that it does.
  @Test func `no source but Sharing has a bare mutex`() throws {
    let rooms = Set(doors.keys).union(roots).subtracting(["Sharing"])
    let bare = try rooms.flatMap(Self.sources(of:)).filter {
      try String(contentsOf: $0, encoding: .utf8).contains(/\bMutex[<(]/)
    }
    #expect(bare.map(\.lastPathComponent) == [])
  }

  @Test func `no source file is longer than 600 lines`() throws {
    for room in Set(doors.keys).union(roots) {
      for file in Self.sources(of: room) {
        let lines = try String(contentsOf: file, encoding: .utf8).split(
          separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 600, "\(file.lastPathComponent) has \(lines.count) lines")
      }
    }
  }
}
