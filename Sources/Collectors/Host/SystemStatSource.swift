internal import ProcFS

/// The reading of `/proc/stat` that several parts share, so that it is read once a round.
final class SystemStatSource {
  let file: KernelFile
  private var reading: SystemStat?
  private var round: UInt64?

  init(_ paths: HostPaths) { file = KernelFile(paths.proc("stat"), capacity: 16384) }

  /// The reading of the round with this number; `nil` where the file cannot be read.
  func reading(_ number: UInt64) -> SystemStat? {
    if round != number {
      round = number
      reading = file.parse { SystemStat($0) }
    }
    return reading
  }
}
