internal import ProcFS

/// What the files of one control group say in one round; what is not there is absent.
struct UnitReading {
  var cpu: ControlGroupCPU?
  var memoryBytes: UInt64?
  var memory: ControlGroupMemory?
  var memoryEvents: ControlGroupMemoryEvents?
  var swapBytes: UInt64?
  var tasks: UInt64?
  var cpuPressure: Pressure?
  var memoryPressure: Pressure?
  var ioPressure: Pressure?
  private(set) var devices: [ControlGroupIO.Device] = []
  /// Whether there was a file at all.
  private(set) var isEmpty = true

  /// Replaces the reading with that of `folder`.
  mutating func read(_ folder: UnitFolder, _ buffer: inout [UInt8]) {
    isEmpty = true
    cpu = parse(folder, .cpu, &buffer) { ControlGroupCPU($0) }
    memoryBytes = number(folder, .memory, &buffer)
    memory = parse(folder, .memoryParts, &buffer) { ControlGroupMemory($0) }
    memoryEvents = parse(folder, .memoryEvents, &buffer) { ControlGroupMemoryEvents($0) }
    swapBytes = number(folder, .swap, &buffer)
    tasks = number(folder, .tasks, &buffer)
    cpuPressure = parse(folder, .cpuPressure, &buffer) { Pressure($0) }
    memoryPressure = parse(folder, .memoryPressure, &buffer) { Pressure($0) }
    ioPressure = parse(folder, .ioPressure, &buffer) { Pressure($0) }
    readDevices(folder, &buffer)
  }

  private mutating func readDevices(_ folder: UnitFolder, _ buffer: inout [UInt8]) {
    devices.removeAll(keepingCapacity: true)
    guard let count = folder.read(.io, into: &buffer) else { return }
    isEmpty = false
    let bytes = buffer
    ControlGroupIO.read(bytes.span.extracting(0..<count), into: &devices)
  }

  private mutating func number(
    _ folder: UnitFolder, _ file: UnitFile, _ buffer: inout [UInt8]
  ) -> UInt64? {
    parse(folder, file, &buffer) { ControlGroupFiles.number($0) } ?? nil
  }

  private mutating func parse<Reading>(
    _ folder: UnitFolder, _ file: UnitFile, _ buffer: inout [UInt8],
    _ body: (Span<UInt8>) -> Reading
  ) -> Reading? {
    guard let count = folder.read(file, into: &buffer) else { return nil }
    isEmpty = false
    let bytes = buffer
    return body(bytes.span.extracting(0..<count))
  }
}

/// What a control group may have, which is read seldom; `nil` for as much as there is.
struct UnitLimits {
  var bandwidth: ControlGroupFiles.Bandwidth?
  var memoryBytes: UInt64?
  var memoryHighBytes: UInt64?
  var swapBytes: UInt64?
  var tasks: UInt64?

  init(_ folder: UnitFolder, _ buffer: inout [UInt8]) {
    bandwidth = UnitLimits.parse(folder, "cpu.max", &buffer) { ControlGroupFiles.bandwidth($0) }
    if bandwidth?.quotaMicroseconds == nil { bandwidth = nil }
    let number = { (name: StaticString, buffer: inout [UInt8]) in
      UnitLimits.parse(folder, name, &buffer) { ControlGroupFiles.number($0) }
    }
    memoryBytes = number("memory.max", &buffer)
    memoryHighBytes = number("memory.high", &buffer)
    swapBytes = number("memory.swap.max", &buffer)
    tasks = number("pids.max", &buffer)
  }

  private static func parse<Reading>(
    _ folder: UnitFolder, _ name: StaticString, _ buffer: inout [UInt8],
    _ body: (Span<UInt8>) -> Reading?
  ) -> Reading? {
    guard let count = folder.readOnce(name, into: &buffer) else { return nil }
    let bytes = buffer
    return body(bytes.span.extracting(0..<count))
  }
}
