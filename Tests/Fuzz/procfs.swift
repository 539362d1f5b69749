// rooms: ProcFS
import ProcFS

/// Has the parser that the first byte chooses read the rest: whatever it says, it stops nothing.
@_cdecl("LLVMFuzzerTestOneInput")
public func parse(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 0 else { return 0 }
  let input = Array(UnsafeBufferPointer(start: bytes + 1, count: count - 1))
  parsers[Int(bytes[0]) % parsers.count](input)
  return 0
}

private let parsers: [@Sendable ([UInt8]) -> Void] = [
  { _ = ControlGroupFiles.bandwidth($0.span) },
  { _ = ControlGroupFiles.number($0.span) },
  { _ = ControlGroupFiles.path($0.span) },
  { _ = DiskStatistics($0.span) },
  { _ = FileHandles($0.span) },
  { _ = LoadAverage($0.span) },
  { _ = MountInformation($0.span) },
  { _ = NetworkDevices($0.span) },
  { _ = Pressure($0.span) },
  { _ = ProcessRunTime($0.span) },
  { _ = ProcessIO($0.span) },
  { _ = ProcessNames.userID($0.span) },
  { _ = ProcessNames.controlGroup($0.span) },
  { _ = ProcessNames.commandLine($0.span, limit: 64) },
  { _ = ProcessStat($0.span) },
  { _ = SocketStatistics($0.span) },
  { _ = SystemStat($0.span) },
  { bytes in
    var reading = NamedNumbers()
    reading.read(bytes.span)
  },
  { _ = BcachefsFiles.table($0) },
  { _ = BcachefsFiles.errors($0) },
  { _ = BcachefsFiles.sinceCreation($0) },
  { _ = BcachefsFiles.finished($0) },
  { _ = BcachefsFiles.deviceErrors($0) },
  { _ = BinaryQuantity.value(String(decoding: $0, as: UTF8.self)) },
  { _ = BinaryQuantity.bcacheValue(String(decoding: $0, as: UTF8.self)) },
  { _ = CPUInformation($0).words("flags") },
  { _ = Interrupts($0) },
  { _ = SoftInterrupts.counts($0) },
  { _ = KernelStatistics.entries($0) },
  { _ = KernelStatistics.text($0, "dataset_name") },
  { _ = MemoryTables.freeBlocks($0) },
  { _ = MemoryTables.slabs($0) },
  { _ = MemoryTables.zones($0) },
  { _ = MemoryTables.nodeMemory($0) },
  { _ = MountStatistics($0) },
  { _ = NFSStatistics($0).operations("proc4", NFSStatistics.version4Client) },
  { _ = NetworkTables.protocolCounters($0) },
  { _ = NetworkTables.protocol6Counters($0) },
  { _ = NetworkTables.softNet($0) },
  { _ = NetworkTables.connectionTracking($0) },
  { _ = NetworkTables.udpQueues($0) },
  { _ = NetworkTables.neighbours($0) },
  { _ = NetworkTables.cacheStatistics($0) },
  { _ = NetworkTables.transformations($0) },
  { _ = NetworkTables.connections($0) },
  { _ = RaidArrays($0) },
  { _ = ReplicatedDevices.pairs($0) },
  { _ = SchedulerStatistics($0) },
  { _ = VirtualServers.totals($0) },
  { _ = VirtualServers.backends($0) },
  { _ = ControlGroupCPU($0.span) },
  { _ = ControlGroupMemory($0.span) },
  { _ = ControlGroupMemoryEvents($0.span) },
  { _ = ControlGroupTree($0.span) },
  { _ = ControlGroupState($0.span) },
  { _ = SystemdUnit.read($0.span) },
  { bytes in
    var devices: [ControlGroupIO.Device] = []
    ControlGroupIO.read(bytes.span, into: &devices)
  },
  { bytes in
    var position = 0
    while SocketDump.next(bytes.span, &position) != nil {}
  },
  { _ = ProcessNames.environment($0.span, limit: 8) },
  { bytes in
    let state = DescriptorState(bytes.span)
    _ = (state.isReadable, state.isWritable, state.appends)
  },
  { _ = DescriptorTarget($0) },
  { _ = ProcessLimits($0.span) },
  { _ = MemoryMaps($0.span) },
  { _ = MemoryRollup($0.span) },
  { _ = SocketTable.internet($0.span, wanted: [501]) },
  { _ = SocketTable.local($0.span, wanted: [502]) },
  { _ = KernelMessage(record: $0.span).flatMap { KernelEvent($0) } },
  { _ = KernelMessage(line: $0.span, 0..<$0.count).flatMap { KernelEvent($0) } },
  { _ = SystemdManager($0.span) },
  { _ = DeletedMapping.read($0.span, most: 8) },
]
