internal import ProcFS

/// On which device each mount lies, by the numbers that descriptors name mounts by.
///
/// The numbers are the kernel's for all mount namespaces together, so that a container's mounts can be added to the host's.
struct MountDevices {
  /// A device by its major and minor number.
  struct Device: Hashable {
    var major: [UInt8]
    var minor: [UInt8]

    /// Whether these are its numbers.
    func has(_ major: UInt64, _ minor: UInt64) -> Bool {
      self.major.elementsEqual("\(major)".utf8) && self.minor.elementsEqual("\(minor)".utf8)
    }
  }

  private var devices: [UInt64: Device] = [:]
  private let mounts: [MountInformation.Mount]

  /// The mounts of one list.
  init(_ reading: MountInformation) {
    mounts = reading.mounts
    add(reading)
  }

  /// The device of the mount at a point: of several there the last, which hides the others; `nil` where nothing is mounted.
  func device(at mountPoint: [UInt8]) -> Device? {
    mounts.last { $0.mountPoint == mountPoint }.map(MountDevices.device)
  }

  /// The device of a mount; `nil` where the number is not known.
  subscript(id: UInt64) -> Device? { devices[id] }

  /// Adds the mounts of another namespace.
  ///
  /// What is written to an overlay lies where its upper folder does.
  mutating func add(_ reading: MountInformation) {
    for mount in reading.mounts {
      guard let id = mount.id, devices[id] == nil else { continue }
      devices[id] = mount.upperFolder.flatMap(below) ?? MountDevices.device(mount)
    }
  }

  /// The device of the host's mount in which a path lies.
  private func below(_ path: [UInt8]) -> Device? {
    let around = mounts.filter { mount in
      let point = mount.mountPoint
      return point == [0x2f] || path == point || path.starts(with: point + [0x2f])
    }
    let longest = around.map(\.mountPoint.count).max()
    return around.last { $0.mountPoint.count == longest }.map(MountDevices.device)
  }

  private static func device(_ mount: MountInformation.Mount) -> Device {
    Device(major: mount.major, minor: mount.minor)
  }
}
