internal import Metrics

/// The names of block devices by their numbers.
struct BlockDeviceNames {
  private let paths: HostPaths
  private var known: [UInt64: ByteString] = [:]

  init(_ paths: HostPaths) { self.paths = paths }

  /// The path of the device file; where it has no name, the numbers.
  mutating func name(_ major: UInt32, _ minor: UInt32) -> ByteString {
    let key = UInt64(major) << 32 | UInt64(minor)
    if let name = known[key] { return name }
    let link = Tree.linkName(paths.sys("dev/block/\(major):\(minor)"))
    let name = ByteString(link.map { "/dev/\($0)" } ?? "\(major):\(minor)")
    known[key] = name
    return name
  }

  /// Forgets all: a number may be another device's by now.
  mutating func forget() { known.removeAll(keepingCapacity: true) }
}
