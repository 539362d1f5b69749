/// The software RAID arrays.
///
/// Source: the kernel's `drivers/md/md.c`, `/proc/mdstat`.
public struct RaidArrays: Equatable, Sendable {
  /// One array.
  public struct Device: Equatable, Sendable {
    /// The array's name, such as `md0`.
    public var name: String
    /// What it is doing: `active`, `inactive`, `recovering`, `resync`, `check`.
    public var state: String
    /// Members in use.
    public var activeDisks: Int
    /// Members that it should have.
    public var requiredDisks: Int
    /// Members that failed.
    public var failedDisks: Int
    /// Members that wait to replace a failed one.
    public var spareDisks: Int
    /// Blocks.
    public var blocks: Double
    /// Blocks that are in sync.
    public var syncedBlocks: Double
  }

  /// The arrays in the kernel's order.
  public let devices: [Device]
  /// Whether every array could be read.
  public let isWhole: Bool

  /// The reading; an array whose lines are cut off is passed over.
  public init(_ bytes: [UInt8]) {
    let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    var found: [Device] = []
    var count = 0
    for (index, line) in lines.enumerated() {
      let fields = line.split(separator: " ").map(String.init)
      guard fields.count > 3, fields[1] == ":", !line.hasPrefix("Personalities"),
        index + 1 < lines.count
      else { continue }
      count += 1
      let rest = lines[(index + 1)...].prefix { !$0.isEmpty }
      if let device = RaidArrays.device(fields, Array(rest)) { found.append(device) }
    }
    devices = found
    isWhole = found.count == count
  }

  private static func device(_ fields: [String], _ lines: [String]) -> Device? {
    let status = lines.first?.split(separator: " ").map(String.init) ?? []
    guard status.count > 1, let blocks = Table.number(status[0]), status[1] == "blocks" else {
      return nil
    }
    let members = fields.filter { $0.contains("[") }
    let failed = members.filter { $0.hasSuffix("(F)") }.count
    let spare = members.filter { $0.hasSuffix("(S)") }.count
    var device = Device(
      name: fields[0], state: fields[2], activeDisks: members.count - failed - spare,
      requiredDisks: members.count, failedDisks: failed, spareDisks: spare, blocks: blocks,
      syncedBlocks: blocks)
    if let (required, active) = counts(status), fields[2] != "inactive" {
      (device.requiredDisks, device.activeDisks) = (required, active)
    } else if fields[2] == "inactive" {
      (device.requiredDisks, device.activeDisks) = (0, 0)
    }
    for line in lines.dropFirst() { readProgress(line, &device) }
    return device
  }

  /// `[8/7]`: members that there should be and that there are.
  private static func counts(_ status: [String]) -> (Int, Int)? {
    for field in status where field.hasPrefix("[") && field.contains("/") {
      let parts = field.dropFirst().dropLast().split(separator: "/").compactMap { Int($0) }
      if parts.count == 2 { return (parts[0], parts[1]) }
    }
    return nil
  }

  private static func readProgress(_ line: String, _ device: inout Device) {
    let states = [
      ("recovery", "recovering"), ("resync", "resync"), ("check", "check"),
      ("reshape", "reshaping"),
    ]
    guard let (_, state) = states.first(where: { line.contains($0.0) }) else { return }
    device.state = state
    guard let open = line.firstIndex(of: "("), let slash = line[open...].firstIndex(of: "/"),
      let synced = Table.number(line[line.index(after: open)..<slash])
    else {
      device.syncedBlocks = 0
      return
    }
    device.syncedBlocks = synced
  }
}
