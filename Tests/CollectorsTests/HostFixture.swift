import Foundation
import Metrics

@testable import Collectors

/// A tree of files in a folder of its own, removed with the object.
final class Fixture {
  let root: String

  init() throws {
    root = NSTemporaryDirectory() + "ringside-fixture-" + UUID().uuidString
    for folder in ["proc", "sys", "udev"] { try make("\(root)/\(folder)") }
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  var paths: HostPaths {
    HostPaths(
      procfs: root + "/proc", sysfs: root + "/sys", rootfs: root, udevData: root + "/udev/data")
  }

  func write(_ path: String, _ text: String) throws { try write(path, Array(text.utf8)) }

  func write(_ path: String, _ bytes: [UInt8]) throws {
    let file = root + "/" + path
    try make((file as NSString).deletingLastPathComponent)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
  }

  func remove(_ path: String) throws {
    try FileManager.default.removeItem(atPath: root + "/" + path)
  }

  func link(_ path: String, to target: String) throws {
    let file = root + "/" + path
    try make((file as NSString).deletingLastPathComponent)
    try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: target)
  }

  func make(_ folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  /// Options for this tree: 100 ticks a second, pages of 4 KiB, no target labels, a fixed clock.
  func options(_ collectors: String...) -> HostOptions {
    var options = HostOptions(paths: paths, instance: nil)
    options.collectors = collectors.isEmpty ? nil : Set(collectors)
    options.ticksPerSecond = 100
    options.pageBytes = 4096
    options.wallClock = { 1_700_000_000.5 }
    return options
  }
}

/// Follows the slots of batches and shows them as text, one series a line.
struct Viewer {
  private(set) var labels: [UInt32: Labels] = [:]
  private(set) var values: [String: Double] = [:]
  private(set) var ended: [String] = []

  mutating func read(_ batch: SampleBatch) {
    for declaration in batch.declarations { labels[declaration.slot] = declaration.labels }
    values = [:]
    for (slot, value) in zip(batch.slots, batch.values) { values[name(slot)] = value }
    ended = batch.ended.map(name).sorted()
    for slot in batch.ended { labels[slot] = nil }
  }

  private func name(_ slot: UInt32) -> String { labels[slot]?.description ?? "no series \(slot)" }
}
