internal import Glibc
internal import Metrics
internal import ProcFS

/// How full the mounted file systems are, `filesystem`.
struct FilesystemPart: HostPart {
  private let paths: HostPaths
  private let first: KernelFile
  private let own: KernelFile
  private let reader: MountReader
  private let points: NameFilter?
  private let types: NameFilter?
  private var patienceMicroseconds: Int
  private var listed: [UInt8] = []
  private var mounts: [Mount] = []

  private struct Mount {
    var path: String
    var key: UInt64
    var labels: [LabelPair]
    var infoLabels: [LabelPair]
    var isReadOnly: Bool
  }

  private static let size = Family.gauge("node_filesystem_size_bytes", "Filesystem size in bytes.")
  private static let free = Family.gauge(
    "node_filesystem_free_bytes", "Filesystem free space in bytes.")
  private static let available = Family.gauge(
    "node_filesystem_avail_bytes", "Filesystem space available to non-root users in bytes.")
  private static let files = Family.gauge("node_filesystem_files", "Filesystem total file nodes.")
  private static let filesFree = Family.gauge(
    "node_filesystem_files_free", "Filesystem total free file nodes.")
  private static let readOnly = Family.gauge(
    "node_filesystem_readonly", "Filesystem read-only status.")
  private static let deviceError = Family.gauge(
    "node_filesystem_device_error",
    "Whether an error occurred while getting statistics for the given device.")
  private static let mountInfo = Family.gauge(
    "node_filesystem_mount_info", "Filesystem mount information.")

  init(
    _ paths: HostPaths, _ settings: CollectorSettings = CollectorSettings(), reader: MountReader,
    patience: Duration
  ) {
    self.paths = paths
    points = settings.filter("filesystem.mount-points")
    types = settings.filter("filesystem.fs-types")
    self.reader = reader
    first = KernelFile(paths.proc("1/mountinfo"), capacity: 16384)
    own = KernelFile(paths.proc("self/mountinfo"), capacity: 16384)
    patienceMicroseconds = Int(clamping: patience.milliseconds) * 1000
  }

  mutating func write(to writer: inout SampleWriter, _ round: HostRound) {
    guard readMounts() else { return writer.fail() }
    let answers = reader.answers(
      for: mounts.map(\.path), patienceMicroseconds: patienceMicroseconds)
    patienceMicroseconds = min(patienceMicroseconds, 2000)
    for mount in mounts { write(mount, answers[mount.path], to: &writer) }
  }

  private func write(_ mount: Mount, _ answer: MountAnswer?, to writer: inout SampleWriter) {
    var usage: MountUsage?
    var reason: ByteString = ""
    switch answer {
    case .usage(let known): usage = known
    case .failure(let code): reason = ByteString(String(cString: strerror(code)).lowercased())
    case .stuck, nil: reason = "mountpoint timeout"
    }
    let key = reason.isEmpty ? mount.key : mount.key ^ SeriesKey.of(reason.bytes)
    let writeOne = { (family: Family, value: Double, writer: inout SampleWriter) in
      writer.put(family, key, value) { mount.labels + [("device_error", reason)] }
    }
    writeOne(FilesystemPart.deviceError, usage == nil ? 1 : 0, &writer)
    writeOne(FilesystemPart.readOnly, mount.isReadOnly ? 1 : 0, &writer)
    guard let usage else { return }
    writeOne(FilesystemPart.size, usage.sizeBytes, &writer)
    writeOne(FilesystemPart.free, usage.freeBytes, &writer)
    writeOne(FilesystemPart.available, usage.availableBytes, &writer)
    writeOne(FilesystemPart.files, usage.files, &writer)
    writeOne(FilesystemPart.filesFree, usage.filesFree, &writer)
    writer.put(FilesystemPart.mountInfo, mount.key, 1) { mount.infoLabels }
  }

  /// Reads the list of mounts; parses it only where it changed.
  ///
  /// `false` where there is none.
  private mutating func readMounts() -> Bool {
    let file = first.read() ? first : own
    guard file === first || own.read() else { return false }
    let bytes = file.bytes[..<file.count]
    if bytes.elementsEqual(listed) { return true }
    listed = Array(bytes)
    mounts = MountInformation(listed.span).mounts.compactMap(mount)
    return true
  }

  private func mount(_ reading: MountInformation.Mount) -> Mount? {
    let type = String(decoding: reading.type, as: UTF8.self)
    let point = stripped(String(decoding: reading.mountPoint, as: UTF8.self))
    guard types?.takes(type) ?? !FilesystemPart.excludedTypes.contains(type),
      points?.takes(point) ?? !FilesystemPart.isExcluded(point)
    else { return nil }
    let device = ByteString(String(decoding: reading.device, as: UTF8.self))
    let key = SeriesKey.join(
      SeriesKey.join(SeriesKey.of(device.bytes), SeriesKey.of(point.utf8)), SeriesKey.of(type.utf8))
    let common: [LabelPair] = [("device", device), ("mountpoint", ByteString(point))]
    return Mount(
      path: path(of: reading.mountPoint), key: key,
      labels: common + [("fstype", ByteString(type))],
      infoLabels: common + [
        ("major", ByteString(reading.major)), ("minor", ByteString(reading.minor)),
      ],
      isReadOnly: reading.isReadOnly)
  }

  private func path(of mountPoint: [UInt8]) -> String {
    paths.root(stripped(String(decoding: mountPoint, as: UTF8.self)))
  }

  private func stripped(_ mountPoint: String) -> String {
    guard paths.rootfs != "/", mountPoint.hasPrefix(paths.rootfs) else { return mountPoint }
    let rest = String(mountPoint.dropFirst(paths.rootfs.count))
    return rest.isEmpty ? "/" : rest
  }

  /// node_exporter's default for mount points.
  static func isExcluded(_ point: String) -> Bool {
    let exact = ["/dev", "/proc", "/sys"]
    if exact.contains(where: { point == $0 || point.hasPrefix($0 + "/") }) { return true }
    let below = ["/run/credentials/", "/var/lib/docker/", "/var/lib/containers/storage/"]
    return below.contains { point.hasPrefix($0) && point.utf8.count > $0.utf8.count }
  }

  /// node_exporter's default for types of file systems.
  static let excludedTypes: Set<String> = [
    "autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts",
    "devtmpfs", "fusectl", "hugetlbfs", "iso9660", "mqueue", "nsfs", "overlay", "proc", "procfs",
    "pstore", "rpc_pipefs", "securityfs", "selinuxfs", "squashfs", "erofs", "sysfs", "tracefs",
  ]
}
