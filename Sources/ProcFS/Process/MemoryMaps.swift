/// What a process's address space is made of, by kind.
///
/// Source: proc_pid_maps(5), `/proc/<pid>/maps`.
public struct MemoryMaps: Equatable, Sendable {
  /// What a mapping is for.
  public enum Kind: Int, Equatable, Sendable, CaseIterable {
    /// What the program asked for in small pieces.
    case heap
    /// The first thread's stack.
    case stack
    /// Memory without a file, such as large pieces and other threads' stacks.
    case anonymous
    /// Parts of files.
    case file
    /// Memory that several processes share.
    case shared
    /// What the kernel lends every process.
    case kernel
  }

  /// All mappings of one kind.
  public struct Sum: Equatable, Sendable {
    /// Bytes of address space.
    public var bytes: UInt64 = 0
    /// How many mappings.
    public var mappings = 0
  }

  /// One sum a kind, in the order of `Kind`.
  public private(set) var sums = [Sum](repeating: Sum(), count: Kind.allCases.count)

  /// The reading; lines without a range of addresses are passed over.
  public init(_ bytes: Span<UInt8>) {
    var position = 0
    while let line = Scan.line(bytes, &position) {
      guard let (size, kind) = MemoryMaps.mapping(bytes, line) else { continue }
      sums[kind.rawValue].bytes &+= size
      sums[kind.rawValue].mappings += 1
    }
  }

  /// The sum of one kind.
  public subscript(kind: Kind) -> Sum { sums[kind.rawValue] }

  private static func mapping(_ bytes: Span<UInt8>, _ line: Range<Int>) -> (UInt64, Kind)? {
    var position = line.lowerBound
    guard let range = Scan.field(bytes, &position, end: line.upperBound),
      let dash = Scan.first(0x2d, bytes, range),
      let start = Scan.hexadecimal(bytes, range.lowerBound..<dash),
      let end = Scan.hexadecimal(bytes, dash + 1..<range.upperBound), end >= start
    else { return nil }
    // Permissions, offset, device and inode stand before the name.
    for _ in 0..<4 where Scan.field(bytes, &position, end: line.upperBound) == nil { return nil }
    return (end - start, kind(bytes, Scan.trimmed(bytes, position..<line.upperBound)))
  }

  private static func kind(_ bytes: Span<UInt8>, _ name: Range<Int>) -> Kind {
    if name.isEmpty || Scan.starts(bytes, name, with: "[anon:") { return .anonymous }
    if Scan.equals(bytes, name, "[heap]") { return .heap }
    if Scan.starts(bytes, name, with: "[stack") { return .stack }
    if bytes[name.lowerBound] == 0x5b, !Scan.starts(bytes, name, with: "[anon_shmem:") {
      return .kernel
    }
    let isShared =
      Scan.starts(bytes, name, with: "/memfd:") || Scan.starts(bytes, name, with: "/SYSV")
      || Scan.starts(bytes, name, with: "/dev/shm/")
      || Scan.starts(bytes, name, with: "/dev/zero (deleted)")
      || Scan.starts(bytes, name, with: "[anon_shmem:")
    return isShared ? .shared : .file
  }
}

/// What a process's memory comes to, shared parts divided among those that share them.
///
/// Source: Documentation/filesystems/proc.rst, `/proc/<pid>/smaps_rollup`.
public struct MemoryRollup: Equatable, Sendable {
  /// Bytes in memory; `nil` when the kernel does not report it, here as below.
  public var residentBytes: UInt64?
  /// Bytes in memory, those that several processes share divided among them.
  public var proportionalBytes: UInt64?
  /// The part of `proportionalBytes` that has no file.
  public var anonymousBytes: UInt64?
  /// The part of `proportionalBytes` that is of files.
  public var fileBytes: UInt64?
  /// The part of `proportionalBytes` that is shared memory.
  public var sharedMemoryBytes: UInt64?
  /// Bytes in memory that no other process has and that are not as on disk.
  public var privateDirtyBytes: UInt64?
  /// Bytes in swap.
  public var swapBytes: UInt64?
  /// Bytes that may not leave memory.
  public var lockedBytes: UInt64?
  /// Bytes without a file in huge pages.
  public var hugePageBytes: UInt64?

  /// The reading; absent lines leave absent values.
  public init(_ bytes: Span<UInt8>) {
    var position = 0
    while let line = Scan.line(bytes, &position) {
      var inLine = line.lowerBound
      guard let name = Scan.field(bytes, &inLine, end: line.upperBound),
        let number = Scan.number(bytes, &inLine, end: line.upperBound)
      else { continue }
      set(bytes, name, number.multipliedReportingOverflow(by: 1024))
    }
  }

  private mutating func set(
    _ bytes: Span<UInt8>, _ name: Range<Int>, _ product: (partialValue: UInt64, overflow: Bool)
  ) {
    guard !product.overflow else { return }
    let value = product.partialValue
    if Scan.equals(bytes, name, "Rss:") {
      residentBytes = value
    } else if Scan.equals(bytes, name, "Pss:") {
      proportionalBytes = value
    } else if Scan.equals(bytes, name, "Pss_Anon:") {
      anonymousBytes = value
    } else if Scan.equals(bytes, name, "Pss_File:") {
      fileBytes = value
    } else if Scan.equals(bytes, name, "Pss_Shmem:") {
      sharedMemoryBytes = value
    } else if Scan.equals(bytes, name, "Private_Dirty:") {
      privateDirtyBytes = value
    } else if Scan.equals(bytes, name, "Swap:") {
      swapBytes = value
    } else if Scan.equals(bytes, name, "Locked:") {
      lockedBytes = value
    } else if Scan.equals(bytes, name, "AnonHugePages:") {
      hugePageBytes = value
    }
  }
}
