import Foundation
import Metrics
import Testing

@testable import Collectors

/// node_exporter's own fixtures and what it says of them.
enum HostSuite {
  static let folder: String? = {
    let name = ProcessInfo.processInfo.environment["RINGSIDE_SUITES"]
    let beside = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../shared/suites").standardizedFileURL.path
    let folder = (name ?? beside) + "/procfs"
    return FileManager.default.fileExists(atPath: folder + "/FORMAT.md") ? folder : nil
  }()

  /// Series that the expected page lacks because its run left a device out by an option, or has for another such reason.
  static let otherwise: [String: @Sendable (String) -> Bool] = [
    "arp": { $0.contains("\"nope\"") },
    "hwmon": { $0.contains("\"bogus\"") },
    "netclass": { $0.contains("\"dmz\"") || $0.contains("\"int\"") },
    "time": { $0.hasPrefix("node_time_seconds") || $0.hasPrefix("node_time_zone") },
  ]

  /// Families that node_exporter shows only with options that are off.
  static let optional = [
    "node_cpu_info", "node_cpu_flag_info", "node_cpu_bug_info", "node_cpu_frequency_hertz",
  ]

  static let collectors = [
    "arp", "bonding", "btrfs", "conntrack", "cpu", "cpufreq", "diskstats", "dmi", "edac", "entropy",
    "filefd", "hwmon", "kernel_hung", "loadavg", "mdadm", "meminfo", "netclass", "netstat", "nfs",
    "nfsd", "nvme", "os", "powersupplyclass", "pressure", "rapl", "schedstat", "sockstat",
    "softnet", "stat", "tapestats", "thermal_zone", "time", "udp_queues", "vmstat", "watchdog",
    "xfs", "zfs",
  ]
}

@Suite(.enabled(if: HostSuite.folder != nil, "the conformance data is absent"))
struct HostSuiteTests {
  @Test func `every collector says what node_exporter says of the same files`() throws {
    let fixture = try unpacked()
    var same = 0
    var all = 0
    for name in HostSuite.collectors {
      let expected = try expectation(name)
      let found = collect(fixture, name)
      for (series, value) in expected {
        all += 1
        let isSame =
          found[series].map { abs($0 - value) <= 1e-9 * max(abs($0), abs(value)) } ?? false
        if isSame { same += 1 }
        #expect(
          isSame, "\(name): \(series) is \(found[series].map { "\($0)" } ?? "absent"), not \(value)"
        )
      }
      for series in found.keys where expected[series] == nil {
        #expect(HostSuite.otherwise[name]?(series) ?? false, "\(name): \(series) is not expected")
      }
    }
    print("procfs: \(same) of \(all) series of \(HostSuite.collectors.count) collectors")
  }

  private func collect(_ fixture: Fixture, _ name: String) -> [String: Double] {
    var options = fixture.options(name)
    options.countsSoftirqs = true
    var collector = HostCollector(options, withProcesses: false)
    var viewer = Viewer()
    viewer.read(collector.collectOnce(at: Timestamp(milliseconds: 0)))
    return Dictionary(
      uniqueKeysWithValues: viewer.values.map {
        ($0.key.replacingOccurrences(of: fixture.root, with: "collector/fixtures"), $0.value)
      })
  }

  private func expectation(_ name: String) throws -> [String: Double] {
    let folder = try #require(HostSuite.folder)
    let data = try Data(
      contentsOf: URL(fileURLWithPath: "\(folder)/expected/by-collector/\(name).txt"))
    var result: [String: Double] = [:]
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") where line.first != "#"
    {
      guard let split = line.lastIndex(of: " "),
        let value = Double(line[line.index(after: split)...])
      else { continue }
      let series = normalised(String(line[..<split]))
      if !HostSuite.optional.contains(where: { series.hasPrefix($0) }) { result[series] = value }
    }
    return result
  }

  /// The series as `Labels` describes it: blanks after commas, no empty labels.
  private func normalised(_ series: String) -> String {
    guard let open = series.firstIndex(of: "{") else { return series }
    let pattern = #/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/#
    let pairs = series[open...].matches(of: pattern).filter { !$0.output.2.isEmpty }
    let text = pairs.map { "\($0.output.1)=\"\($0.output.2)\"" }.joined(separator: ", ")
    return text.isEmpty ? String(series[..<open]) : "\(series[..<open]){\(text)}"
  }

  private func unpacked() throws -> Fixture {
    let folder = try #require(HostSuite.folder) + "/fixtures"
    let fixture = try Fixture()
    for name in ["proc", "usr"] {
      try? FileManager.default.removeItem(atPath: "\(fixture.root)/\(name)")
      try FileManager.default.copyItem(
        atPath: "\(folder)/\(name)", toPath: "\(fixture.root)/\(name)")
    }
    for name in ["sys", "udev"] {
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).ttar"))
      try TextArchive.unpack(Array(data), into: fixture)
    }
    return fixture
  }
}

/// The text archives of the fixtures: `Directory:`, `Path:` with `Lines:` or `SymlinkTo:`, `Mode:`.
enum TextArchive {
  static func unpack(_ bytes: [UInt8], into fixture: Fixture) throws {
    let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    var path = ""
    var index = 0
    while index < lines.count {
      let line = String(decoding: lines[index], as: UTF8.self)
      index += 1
      if let value = argument(line, "Directory: ") { try fixture.make(fixture.root + "/" + value) }
      if let value = argument(line, "Path: ") { path = value }
      if let value = argument(line, "SymlinkTo: ") { try fixture.link(path, to: value) }
      guard let count = argument(line, "Lines: ").flatMap({ Int($0) }) else { continue }
      try fixture.write(path, lines[index..<index + count].flatMap(content))
      index += count
    }
  }

  private static func argument(_ line: String, _ key: String) -> String? {
    line.hasPrefix(key) ? String(line.dropFirst(key.count)) : nil
  }

  private static func content(_ line: ArraySlice<UInt8>) -> [UInt8] {
    var bytes = Array(line)
    let end = Array("EOF".utf8)
    let isLast = bytes.suffix(3) == end[...] && bytes.dropLast(3).last != 0x5c
    if isLast { bytes.removeLast(3) }
    let null = Array("NULLBYTE".utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index...].starts(with: null) {
        result.append(0)
        index += null.count
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return isLast ? result : result + [0x0a]
  }
}
