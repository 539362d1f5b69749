/// How a process has one file open.
///
/// Source: Documentation/filesystems/proc.rst, `/proc/<pid>/fdinfo/<fd>`.
public struct DescriptorState: Equatable, Sendable {
  /// Where the next byte is read or written; `nil` when the kernel does not report it.
  public var position: UInt64?
  /// The flags that it was opened with; `nil` when the kernel does not report them.
  public var flags: UInt64?
  /// The mount through which it was opened, as `/proc/<pid>/mountinfo` numbers it; `nil` when the kernel does not report
  /// it.
  public var mountID: UInt64?
  /// The file's number; `nil` before Linux 5.14.
  public var inode: UInt64?

  /// The reading; absent lines leave absent values.
  public init(_ bytes: Span<UInt8>) {
    var position = 0
    while let line = Scan.line(bytes, &position) {
      var inLine = line.lowerBound
      guard let name = Scan.field(bytes, &inLine, end: line.upperBound),
        let value = Scan.field(bytes, &inLine, end: line.upperBound)
      else { continue }
      if Scan.equals(bytes, name, "pos:") {
        self.position = Scan.unsigned(bytes, value)
      } else if Scan.equals(bytes, name, "flags:") {
        flags = DescriptorState.octal(bytes, value)
      } else if Scan.equals(bytes, name, "mnt_id:") {
        mountID = Scan.unsigned(bytes, value)
      } else if Scan.equals(bytes, name, "ino:") {
        inode = Scan.unsigned(bytes, value)
      }
    }
  }

  /// Whether it may be read through; `nil` when the flags are not known.
  public var isReadable: Bool? { access.map { $0 == 0 || $0 == 2 } }

  /// Whether it may be written through; `nil` when the flags are not known.
  public var isWritable: Bool? { access.map { $0 == 1 || $0 == 2 } }

  /// Whether every write goes to the end of the file; `nil` when the flags are not known.
  public var appends: Bool? { flags.map { $0 & 0o2000 != 0 } }

  /// The two lowest bits; a descriptor that only names its file may do neither.
  private var access: UInt64? {
    guard let flags else { return nil }
    let onlyNames = flags & 0o10_000_000 != 0
    return onlyNames ? 3 : flags & 3
  }

  private static func octal(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
    guard !range.isEmpty, range.count <= 21 else { return nil }
    var value: UInt64 = 0
    for index in range {
      let digit = bytes[index] &- 0x30
      guard digit < 8 else { return nil }
      value = value << 3 | UInt64(digit)
    }
    return value
  }
}

/// What a descriptor's link in `/proc/<pid>/fd` points at.
///
/// Source: proc_pid_fd(5).
public enum DescriptorTarget: Equatable, Sendable {
  /// A file or folder by its path; `isMarkedDeleted` where the kernel's mark stands behind it, which a name may end with too.
  case file(path: [UInt8], isMarkedDeleted: Bool)
  /// A socket by its number.
  case socket(UInt64)
  /// A pipe by its number.
  case pipe(UInt64)
  /// Memory that has the name but no place in any folder.
  case memory(name: [UInt8])
  /// Something of the kernel's, such as `eventpoll`.
  case kernel(name: [UInt8])

  /// The target that the link's text names.
  public init(_ link: [UInt8]) {
    if let number = DescriptorTarget.number(link, "socket:[") {
      self = .socket(number)
    } else if let number = DescriptorTarget.number(link, "pipe:[") {
      self = .pipe(number)
    } else if link.starts(with: "anon_inode:".utf8) {
      let name = link.dropFirst(11).filter { $0 != 0x5b && $0 != 0x5d }
      self = .kernel(name: name)
    } else {
      self = DescriptorTarget.named(link)
    }
  }

  private static func named(_ link: [UInt8]) -> DescriptorTarget {
    let mark = Array(" (deleted)".utf8)
    let isMarked = link.count > mark.count && link.suffix(mark.count).elementsEqual(mark)
    let path = isMarked ? Array(link.dropLast(mark.count)) : link
    if isMarked, path.starts(with: "/memfd:".utf8) {
      return .memory(name: Array(path.dropFirst(7)))
    }
    return .file(path: path, isMarkedDeleted: isMarked)
  }

  private static func number(_ link: [UInt8], _ prefix: StaticString) -> UInt64? {
    let bytes = link.span
    guard link.last == 0x5d, Scan.starts(bytes, link.indices, with: prefix) else { return nil }
    return Scan.unsigned(bytes, prefix.utf8CodeUnitCount..<link.count - 1)
  }
}
