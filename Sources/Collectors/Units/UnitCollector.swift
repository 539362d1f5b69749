internal import Glibc
internal import Metrics
internal import ProcFS

/// Reads the whole tree of control groups of version 2, every few seconds.
///
/// Each group has a row of slots for as long as it is there, so that a round looks nothing up. The folders are listed anew
/// when the kernel counts another number of groups, when one has gone, and every sixth round; limits are read then too.
struct UnitCollector {
  /// The collector's name.
  static let name = "units"

  private let options: HostOptions
  private let tree: UnitTree
  private let own: OwnControlGroups
  private let heldUnits: Int
  private var names: UnitNames
  private var deviceNames: BlockDeviceNames
  private var units: [ControlledUnit] = []
  private var leftOut = 0
  private var reading = UnitReading()
  private var buffer = [UInt8](repeating: 0, count: 16384)
  private var rootFolder: UnitFolder
  private var due: Timestamp?
  private var roundsSinceRenewal = 0
  private var descendants: UInt64?
  private var isStale = true
  /// Why the tree cannot be seen, or not all of it; `nil` where it can.
  private var treeProblem: CollectorProblem?
  private var ownRow: [UInt32] = []
  private var batch = SampleBatch(origin: .processes, timestamp: Timestamp(milliseconds: 0))

  /// How often a pod or container whose names are not known is asked for again.
  private static let mostNamings = 12
  private static let roundsBetweenRenewals = 6

  init(_ options: HostOptions, _ own: OwnControlGroups) {
    self.options = options
    self.own = own
    let root = options.paths.sys("fs/cgroup")
    tree = UnitTree(root: root, most: options.mostUnits)
    heldUnits = min(options.mostHeldUnits, UnitCollector.room)
    names = UnitNames(options.paths)
    deviceNames = BlockDeviceNames(options.paths)
    rootFolder = UnitFolder(root: root, id: [0x2f], isHeld: false)
  }

  /// For how many groups all files may be held open without taking them from the processes.
  private static var room: Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
    return max(0, Int(clamping: limit.rlim_cur) - 4096) / 16 / UnitFile.all.count
  }

  /// The batch of the tick at `timestamp`; `nil` where nothing is due or control groups of version 2 are not mounted.
  mutating func collect(
    at timestamp: Timestamp, everything: Bool = false, _ slots: inout SlotAllocator
  ) -> SampleBatch? {
    guard everything || isDue(timestamp) else { return nil }
    batch.removeAll()
    batch.timestamp = timestamp
    renewIfNeeded(&slots)
    for index in units.indices { collect(index, &slots) }
    dropGone(&slots)
    writeOwn(&slots)
    return batch.slots.isEmpty && batch.ended.isEmpty ? nil : batch
  }

  private mutating func isDue(_ now: Timestamp) -> Bool {
    if let due, now < due { return false }
    let next = (due ?? now) + options.unitInterval
    due = next > now ? next : now + options.unitInterval
    return true
  }

  // MARK: - What cannot be seen

  /// What stands for groups and files that cannot be read on the screen.
  var problem: CollectorProblem? { treeProblem ?? hiddenFiles }

  private var hiddenFiles: CollectorProblem? {
    let hiding = units.filter { $0.folder.hidden != nil }
    guard let folder = hiding.first?.folder, let hidden = folder.hidden else { return nil }
    let others = hiding.reduce(-1) { $0 + ($1.folder.hidden?.count ?? 0) }
    var problem = CollectorProblem(
      collector: UnitCollector.name, path: path(folder.id, "\(hidden.file.name)"),
      code: hidden.code)
    if others > 0 {
      let files = others == 1 ? "1 further file" : "\(others) further files"
      problem.reason = "\(problem.cause), and \(files) of control groups too"
    }
    return problem
  }

  private func path(_ id: [UInt8], _ file: String = "") -> String {
    let folder = tree.root + (id.count == 1 ? "" : String(decoding: id, as: UTF8.self))
    return file.isEmpty ? folder : "\(folder)/\(file)"
  }

  /// Why no group is there, or not every one.
  private func treeProblem(_ isMounted: Bool, _ found: UnitTree.Groups) -> CollectorProblem? {
    if let refused = found.refused {
      return CollectorProblem(
        collector: UnitCollector.name, path: path(refused.path), code: refused.code)
    }
    guard !isMounted else { return nil }
    if access(tree.root, R_OK | X_OK) != 0, !CollectorProblem.isAbsence(errno) {
      return CollectorProblem(collector: UnitCollector.name, path: tree.root, code: errno)
    }
    let isFirst = ["cpu", "memory", "unified"].contains { Tree.exists("\(tree.root)/\($0)") }
    return CollectorProblem(
      collector: UnitCollector.name, path: tree.root, code: ENOENT,
      reason: isFirst
        ? "control groups of version 1, which are not read; units need version 2"
        : "control groups of version 2 are not mounted")
  }

  // MARK: - Which groups there are

  private mutating func renewIfNeeded(_ slots: inout SlotAllocator) {
    roundsSinceRenewal += 1
    let count = countDescendants()
    guard
      isStale || count == nil || count != descendants
        || roundsSinceRenewal >= UnitCollector.roundsBetweenRenewals
    else { return }
    descendants = count
    renew(&slots)
  }

  /// How many groups the kernel counts below the root; `nil` where it does not say.
  private mutating func countDescendants() -> UInt64? {
    guard let count = rootFolder.readOnce("cgroup.stat", into: &buffer) else { return nil }
    let bytes = buffer
    return ControlGroupTree(bytes.span.extracting(0..<count)).descendants
  }

  private mutating func renew(_ slots: inout SlotAllocator) {
    roundsSinceRenewal = 0
    deviceNames.forget()
    let isMounted = Tree.exists(tree.root + "/cgroup.controllers")
    let found = isMounted ? tree.walk() : UnitTree.Groups()
    treeProblem = treeProblem(isMounted, found)
    var before: [[UInt8]: ControlledUnit] = [:]
    for unit in units { before[unit.folder.id] = unit }
    units = []
    if !found.paths.isEmpty { names.refresh() }
    for path in found.paths {
      if let known = before.removeValue(forKey: path) {
        units.append(renewed(known, &slots))
      } else {
        units.append(opened(path))
      }
    }
    for var unit in before.values { end(unit.giveUp(), &slots) }
    let counted = descendants.map { Int(clamping: $0) + 1 - units.count } ?? 0
    leftOut = max(found.leftOut, isMounted ? counted : 0)
    isStale = units.contains { $0.namings > 0 }
  }

  private mutating func opened(_ path: [UInt8]) -> ControlledUnit {
    let folder = UnitFolder(root: tree.root, id: path, isHeld: units.count < heldUnits)
    let identity = UnitIdentity(path: path)
    let (pairs, isComplete) = names.labels(identity)
    return ControlledUnit(
      folder: folder, identity: identity, labels: [("id", ByteString(path))] + pairs,
      namings: isComplete ? 0 : UnitCollector.mostNamings,
      limits: UnitLimits(folder, &buffer))
  }

  /// The unit with its limits of now, and with its names where they have become known.
  private mutating func renewed(
    _ unit: ControlledUnit, _ slots: inout SlotAllocator
  ) -> ControlledUnit {
    var unit = unit
    unit.folder.retry()
    unit.limits = UnitLimits(unit.folder, &buffer)
    guard unit.namings > 0 else { return unit }
    let (pairs, isComplete) = names.labels(unit.identity)
    unit.namings = isComplete ? 0 : unit.namings - 1
    let labels = [("id", ByteString(unit.folder.id))] + pairs
    if !labels.elementsEqual(unit.labels, by: { $0 == $1 }) {
      end(unit.giveUp(), &slots)
      unit.labels = labels
    }
    return unit
  }

  /// Ends the groups that went while they were read.
  private mutating func dropGone(_ slots: inout SlotAllocator) {
    guard units.contains(where: { $0.folder.isGone }) else { return }
    units.removeAll { $0.folder.isGone }
    isStale = true
  }

  // MARK: - One group

  private mutating func collect(_ index: Int, _ slots: inout SlotAllocator) {
    reading.read(units[index].folder, &buffer)
    // Where nothing can be read the folder itself may be gone, which a file that is opened anew does not say.
    if reading.isEmpty { units[index].folder.look() }
    guard !reading.isEmpty, !units[index].folder.isGone else {
      return end(units[index].giveUp(), &slots)
    }
    let isOwn = own.written.contains(units[index].folder.id)
    for series in UnitSeries.all {
      let value = isOwn && series.isOwn ? nil : series.value(reading, units[index].limits)
      write(index, series, value, &slots)
    }
    writeDevices(index, &slots)
  }

  private mutating func write(
    _ index: Int, _ series: UnitSeries, _ value: Double?, _ slots: inout SlotAllocator
  ) {
    let slot = units[index].slots[series.rawValue]
    guard let value else {
      guard slot != ControlledUnit.none else { return }
      end([slot], &slots)
      units[index].slots[series.rawValue] = ControlledUnit.none
      return
    }
    if slot == ControlledUnit.none {
      units[index].slots[series.rawValue] = declare(series.family, units[index].labels, &slots)
    }
    batch.append(value, slot: units[index].slots[series.rawValue])
  }

  private mutating func writeDevices(_ index: Int, _ slots: inout SlotAllocator) {
    for place in units[index].devices.indices { units[index].devices[place].isSeen = false }
    for device in reading.devices {
      let place = place(of: device, index, &slots)
      guard !units[index].devices[place].isSeen else { continue }
      units[index].devices[place].isSeen = true
      for family in UnitSeries.deviceFamilies.indices {
        let value = UnitSeries.value(device, family) ?? 0
        batch.append(value, slot: units[index].devices[place].slots[family])
      }
    }
    for row in units[index].devices where !row.isSeen { end(row.slots, &slots) }
    units[index].devices.removeAll { !$0.isSeen }
  }

  /// Where the series of a device are, which are declared where they are not.
  private mutating func place(
    of device: ControlGroupIO.Device, _ index: Int, _ slots: inout SlotAllocator
  ) -> Int {
    let known = units[index].devices.firstIndex {
      $0.major == device.major && $0.minor == device.minor
    }
    if let known { return known }
    let name = deviceNames.name(device.major, device.minor)
    let labels = units[index].labels + [("device", name)]
    let row = UnitSeries.deviceFamilies.map { declare($0, labels, &slots) }
    units[index].devices.append(
      ControlledUnit.DeviceRow(
        major: device.major, minor: device.minor, slots: row, isSeen: false))
    return units[index].devices.count - 1
  }

  // MARK: - Series

  private mutating func writeOwn(_ slots: inout SlotAllocator) {
    guard !units.isEmpty else {
      end(ownRow, &slots)
      ownRow = []
      return
    }
    if ownRow.isEmpty {
      ownRow = [UnitSeries.kept, UnitSeries.leftOut].map {
        declare($0, [], &slots, targetLabels: options.ownLabels)
      }
    }
    batch.append(Double(units.count), slot: ownRow[0])
    batch.append(Double(leftOut), slot: ownRow[1])
  }

  private mutating func end(_ row: [UInt32], _ slots: inout SlotAllocator) {
    guard !row.isEmpty else { return }
    batch.ended.append(contentsOf: row)
    slots.giveBack(row)
  }

  private mutating func declare(
    _ family: Family, _ labels: [LabelPair], _ slots: inout SlotAllocator,
    targetLabels: [LabelPair]? = nil
  ) -> UInt32 {
    let slot = slots.take()
    let all =
      (targetLabels ?? options.hostLabels) + labels + [(Labels.metricNameLabel, family.name)]
    batch.declarations.append(
      SeriesDeclaration(
        slot: slot, labels: Labels(all), family: family.name, metadata: family.metadata))
    return slot
  }
}
