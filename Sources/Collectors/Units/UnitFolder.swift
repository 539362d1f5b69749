internal import Glibc

/// A file of a control group that is read in every round.
enum UnitFile: Int, CaseIterable {
  case cpu, memory, memoryParts, memoryEvents, swap, io, tasks
  case cpuPressure, memoryPressure, ioPressure

  static let all = allCases

  var name: StaticString {
    switch self {
    case .cpu: "cpu.stat"
    case .memory: "memory.current"
    case .memoryParts: "memory.stat"
    case .memoryEvents: "memory.events.local"
    case .swap: "memory.swap.current"
    case .io: "io.stat"
    case .tasks: "pids.current"
    case .cpuPressure: "cpu.pressure"
    case .memoryPressure: "memory.pressure"
    case .ioPressure: "io.pressure"
    }
  }

  /// What older kernels have in its place; counts of the groups below are in it.
  var olderName: StaticString? { self == .memoryEvents ? "memory.events" : nil }
}

/// The folder of one control group, whose files are held open where there is room.
final class UnitFolder {
  /// The group's path.
  let id: [UInt8]
  private var path: [CChar]
  private let length: Int
  private let isHeld: Bool
  private var files: [Int32]

  /// Whether the kernel has said that the group is no more.
  private(set) var isGone = false
  /// The files that are there and cannot be read: one of them, the system's error number, and how many there are.
  private(set) var hidden: (file: UnitFile, code: Int32, count: Int)?

  private static let unopened: Int32 = -1
  private static let absent: Int32 = -2
  private static let longestName = 32

  /// The folder of the group `id` below `root`.
  init(root: String, id: [UInt8], isHeld: Bool) {
    self.id = id
    self.isHeld = isHeld
    path = Array(UnitFolder.path(root, id).dropLast()) + [0x2f]
    length = path.count
    path += repeatElement(0, count: UnitFolder.longestName)
    files = UnitFile.all.map { _ in UnitFolder.unopened }
  }

  deinit { for file in files where file >= 0 { close(file) } }

  /// The path of the group `id` below `root` as the kernel takes it.
  static func path(_ root: String, _ id: [UInt8]) -> [CChar] {
    let bytes = Array(root.utf8) + (id.count == 1 ? [] : id) + [0]
    return bytes.map { CChar(bitPattern: $0) }
  }

  /// Looks whether the folder is still there.
  func look() {
    path[length] = 0
    if access(path, F_OK) != 0 { isGone = true }
  }

  /// Asks for files anew that were not there.
  func retry() {
    hidden = nil
    for index in files.indices where files[index] == UnitFolder.absent {
      files[index] = UnitFolder.unopened
    }
  }

  /// Reads a file from its beginning; the number of bytes, or `nil` where there is none.
  ///
  /// Of what is longer than the buffer the whole lines are read.
  func read(_ file: UnitFile, into buffer: inout [UInt8]) -> Int? {
    let index = file.rawValue
    guard files[index] != UnitFolder.absent else { return nil }
    if files[index] == UnitFolder.unopened {
      files[index] = open(file.name)
      if files[index] < 0, errno == ENOENT, let older = file.olderName {
        files[index] = open(older)
      }
    }
    guard files[index] >= 0 else {
      note(file, errno)
      files[index] = UnitFolder.absent
      return nil
    }
    let count = UnitFolder.read(files[index], into: &buffer)
    if count == nil {
      if errno == ENODEV { isGone = true }
      note(file, errno)
    }
    if count == nil || !isHeld {
      close(files[index])
      files[index] = count == nil ? UnitFolder.absent : UnitFolder.unopened
    }
    return count
  }

  private func note(_ file: UnitFile, _ code: Int32) {
    guard !CollectorProblem.isAbsence(code) else { return }
    hidden = hidden.map { ($0.file, $0.code, $0.count + 1) } ?? (file, code, 1)
  }

  /// Reads a file that is read seldom.
  func readOnce(_ name: StaticString, into buffer: inout [UInt8]) -> Int? {
    let file = open(name)
    guard file >= 0 else { return nil }
    defer { close(file) }
    return UnitFolder.read(file, into: &buffer)
  }

  private func open(_ name: StaticString) -> Int32 {
    let count = min(name.utf8CodeUnitCount, UnitFolder.longestName - 1)
    for offset in 0..<count {
      path[length + offset] = CChar(bitPattern: name.utf8Start[offset])
    }
    path[length + count] = 0
    return Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  }

  /// The corresponding C function is `pread`.
  private static func read(_ file: Int32, into buffer: inout [UInt8]) -> Int? {
    let length = buffer.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
    guard length >= 0 else { return nil }
    guard length == buffer.count else { return length }
    return buffer.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
  }
}
