/// Where the kernel's file systems are mounted, so that another machine's tree can stand in for this one's.
public struct HostPaths: Hashable, Sendable {
  /// The process file system, usually `/proc`.
  public var procfs: String
  /// The device file system, usually `/sys`.
  public var sysfs: String
  /// What stands before every mount point that the kernel names, usually `/`.
  public var rootfs: String
  /// udev's database, usually `/run/udev/data`.
  public var udevData: String

  /// The usual places, or others.
  public init(
    procfs: String = "/proc", sysfs: String = "/sys", rootfs: String = "/",
    udevData: String = "/run/udev/data"
  ) {
    self.procfs = procfs
    self.sysfs = sysfs
    self.rootfs = rootfs
    self.udevData = udevData
  }

  /// The path of `name` below the process file system.
  func proc(_ name: String) -> String { procfs + "/" + name }

  /// The path of `name` below the device file system.
  func sys(_ name: String) -> String { sysfs + "/" + name }

  /// The path of `name`, which begins with a slash, below the root file system.
  func root(_ name: String) -> String { rootfs == "/" ? name : rootfs + name }
}
