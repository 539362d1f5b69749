/// The mounts of a process's mount namespace.
///
/// Source: Documentation/filesystems/proc.rst, `/proc/<pid>/mountinfo`.
public struct MountInformation: Equatable, Sendable {
  /// One mount; names are the kernel's bytes with `\040` and the like resolved.
  public struct Mount: Hashable, Sendable {
    /// The mount's number, which descriptors name it by; `nil` where the field holds none.
    public var id: UInt64?
    /// The mounted device's major number, as text.
    public var major: [UInt8]
    /// The mounted device's minor number, as text.
    public var minor: [UInt8]
    /// The mount point below the reading process's root.
    public var mountPoint: [UInt8]
    /// The file system's type.
    public var type: [UInt8]
    /// What is mounted.
    public var device: [UInt8]
    /// Whether the mount or its file system refuses writes.
    public var isReadOnly: Bool
    /// Of an overlay the folder that takes what is written; `nil` where it has none or is another type.
    public var upperFolder: [UInt8]?
    /// Of a process file system what its option `hidepid` says; `nil` where it hides no process, and of another type.
    public var hidesProcesses: [UInt8]?
  }

  /// The mounts in the kernel's order.
  public private(set) var mounts: [Mount] = []

  /// The reading; lines that lack the separator or a field are passed over.
  public init(_ bytes: Span<UInt8>) {
    var position = 0
    while let line = Scan.line(bytes, &position) {
      var fields: [Range<Int>] = []
      var inLine = line.lowerBound
      while let field = Scan.field(bytes, &inLine, end: line.upperBound) { fields.append(field) }
      guard let mount = MountInformation.mount(bytes, fields) else { continue }
      mounts.append(mount)
    }
  }

  private static func mount(_ bytes: Span<UInt8>, _ fields: [Range<Int>]) -> Mount? {
    guard fields.count >= 10,
      let separator = fields.indices.dropFirst(6).first(where: {
        Scan.equals(bytes, fields[$0], "-")
      }),
      separator + 2 < fields.count,
      let colon = Scan.first(0x3a, bytes, fields[2])
    else { return nil }
    let superOptions = separator + 3 < fields.count ? fields[separator + 3] : nil
    return Mount(
      id: Scan.unsigned(bytes, fields[0]),
      major: Scan.copy(bytes, fields[2].lowerBound..<colon),
      minor: Scan.copy(bytes, colon + 1..<fields[2].upperBound),
      mountPoint: unescaped(Scan.copy(bytes, fields[4])),
      type: Scan.copy(bytes, fields[separator + 1]),
      device: unescaped(Scan.copy(bytes, fields[separator + 2])),
      isReadOnly: isReadOnly(
        options: Scan.copy(bytes, fields[5]),
        superOptions: superOptions.map { Scan.copy(bytes, $0) } ?? []),
      upperFolder: superOptions.flatMap { upperFolder(Scan.copy(bytes, $0)) },
      hidesProcesses: superOptions.flatMap { hidesProcesses(Scan.copy(bytes, $0)) })
  }

  private static func upperFolder(_ superOptions: [UInt8]) -> [UInt8]? {
    option("upperdir=", superOptions)
  }

  /// Source: Documentation/filesystems/proc.rst, "Mount options".
  private static func hidesProcesses(_ superOptions: [UInt8]) -> [UInt8]? {
    let value = option("hidepid=", superOptions)
    return value == Array("0".utf8) || value == Array("off".utf8) ? nil : value
  }

  private static func option(_ name: String, _ superOptions: [UInt8]) -> [UInt8]? {
    let option = superOptions.split(separator: 0x2c).first { $0.starts(with: name.utf8) }
    return option.map { unescaped(Array($0.dropFirst(name.utf8.count))) }
  }

  /// Whether either of two lists of options, separated by commas, forbids writing.
  public static func isReadOnly(options: [UInt8], superOptions: [UInt8]) -> Bool {
    let readOnly = Array("ro".utf8)
    let emergency = Array("emergency_ro".utf8)
    let ofFileSystem = superOptions.split(separator: 0x2c)
    return options.split(separator: 0x2c).contains { $0.elementsEqual(readOnly) }
      || ofFileSystem.contains { $0.elementsEqual(readOnly) || $0.elementsEqual(emergency) }
  }

  /// The text with every backslash and three octal digits replaced by the byte that they write.
  static func unescaped(_ text: [UInt8]) -> [UInt8] {
    guard text.contains(0x5c) else { return text }
    var result: [UInt8] = []
    var index = 0
    while index < text.count {
      if text[index] == 0x5c, index + 3 < text.count,
        let byte = octal(text[(index + 1)...(index + 3)])
      {
        result.append(byte)
        index += 4
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return result
  }

  private static func octal(_ digits: ArraySlice<UInt8>) -> UInt8? {
    var value = 0
    for digit in digits {
      guard (0x30...0x37).contains(digit) else { return nil }
      value = value * 8 + Int(digit - 0x30)
    }
    return UInt8(exactly: value)
  }
}
