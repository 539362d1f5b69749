internal import Metrics

/// A row of the table of units: a control group, with what it uses and what it may use.
struct UnitRow {
  /// The path of the group; the unit's name where it has no group.
  let id: ByteString
  var name: DisplayText
  /// What systemd says of it; `nil` where it is none of systemd's units.
  var state: UnitState?
  var cores: Double?
  /// Cores that its quota allows; `nil` for as many as there are.
  var limitCores: Double?
  /// The share of periods in which its quota was used up.
  var throttledShare: Double?
  var memoryBytes: Double?
  var memoryLimitBytes: Double?
  var tasks: Double?
  /// Shares of the time in which some task waited.
  var cpuWaiting: Double?
  var memoryWaiting: Double?
  var ioWaiting: Double?
  var readBytes: Double?
  var writtenBytes: Double?

  /// The share of its quota that it uses; `nil` without one.
  var cpuShare: Double? { UnitRow.share(cores, limitCores) }
  /// The share of its limit that it holds; `nil` without one.
  var memoryShare: Double? { UnitRow.share(memoryBytes, memoryLimitBytes) }

  private static func share(_ used: Double?, _ limit: Double?) -> Double? {
    guard let used, let limit, limit > 0 else { return nil }
    return used / limit
  }

  /// The name that systemd of this machine has for a group; `nil` for a group that another one made.
  static func systemdName(_ id: ByteString) -> ByteString? {
    let names = id.bytes.split(separator: 0x2f)
    guard let last = names.last,
      names.dropLast().allSatisfy({ $0.suffix(6).elementsEqual(".slice".utf8) })
    else { return nil }
    return ByteString(last)
  }

  /// `namespace/pod/container` of what Kubernetes runs, the name of another container, else the unit's own.
  static func name(_ labels: Labels) -> DisplayText {
    if let pod = labels["pod"] {
      let parts = [labels["namespace"], pod, labels["container"] ?? labels["name"].map(shortened)]
      return parts.compactMap { $0 }.map { DisplayText($0, limit: 64) }.joined(separator: "/")
    }
    if let name = labels["name"] { return DisplayText(shortened(name), limit: 64) }
    let id = labels["id"] ?? ""
    return id == "/" ? "/" : DisplayText(lastName(id), limit: 64)
  }

  /// The first 12 digits of a container's id, as container tools write it.
  private static func shortened(_ name: ByteString) -> ByteString {
    let isID =
      name.count == 64
      && name.bytes.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    return isID ? ByteString(name.bytes.prefix(12)) : name
  }

  /// The last name of a path as systemd wrote it before it escaped it: `dev-disk-by-uuid.swap` for
  /// `dev-disk-by\x2duuid.swap`.
  static func lastName(_ path: ByteString) -> ByteString {
    let last = Array(path.bytes.split(separator: 0x2f).last ?? [])
    var plain: [UInt8] = []
    var index = 0
    while index < last.count {
      if let byte = escaped(last[index...]) {
        plain.append(byte)
        index += 4
      } else {
        plain.append(last[index])
        index += 1
      }
    }
    return ByteString(plain)
  }

  /// The byte that `\xHH` at the beginning stands for; `nil` where there is none.
  private static func escaped(_ bytes: ArraySlice<UInt8>) -> UInt8? {
    guard bytes.starts(with: [0x5c, 0x78]), bytes.count >= 4 else { return nil }
    let digits = bytes.dropFirst(2).prefix(2)
    guard digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
      return nil
    }
    return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
