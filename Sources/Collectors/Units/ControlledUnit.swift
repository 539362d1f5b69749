internal import Metrics
internal import ProcFS

/// A control group that has series, and their slots.
struct ControlledUnit {
  /// The series of one block device.
  struct DeviceRow {
    var major: UInt32
    var minor: UInt32
    var slots: [UInt32]
    /// Whether the newest reading has the device.
    var isSeen = true
  }

  /// Stands for no series.
  static let none = UInt32.max

  let folder: UnitFolder
  let identity: UnitIdentity
  /// The group's path and names.
  var labels: [LabelPair]
  /// How often its names are asked for again.
  var namings: Int
  var limits: UnitLimits
  var slots = UnitSeries.all.map { _ in ControlledUnit.none }
  var devices: [DeviceRow] = []

  /// All slots it has, which it gives up.
  mutating func giveUp() -> [UInt32] {
    let all = (slots + devices.flatMap(\.slots)).filter { $0 != ControlledUnit.none }
    slots = UnitSeries.all.map { _ in ControlledUnit.none }
    devices = []
    return all
  }
}
