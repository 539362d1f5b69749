internal import Metrics

/// Who does most of what saturates a resource: by the share of what is done now, not of what was done since boot.
struct Culprits {
  let vitals: Vitals

  /// Who uses most of the CPU time.
  var cpu: Verdict.Culprit? {
    leader("of the CPU time", { $0.cores }, amount: { "\(Unit.cores.text($0)) cores" })?.culprit
  }

  /// Who has grown most, or brings back most of what was taken away; who is merely large takes nothing from anyone.
  var memory: Verdict.Culprit? {
    let growth = vitals.growth
    let faults = vitals.faults
    let least = 1_048_576.0
    return leader(
      "of the growth in a minute", { growth[$0.seriesKey].flatMap { $0 >= least ? $0 : nil } },
      amount: { "+\(Unit.bytes.text($0))" })?.culprit
      ?? leader(
        "of the major faults", { faults[$0.key].flatMap { $0 >= 10 ? $0 : nil } },
        amount: { "\(Unit.count.text($0)) a second" })?.culprit
  }

  /// Who writes most of all, where that is more than half of it and at least `least` bytes a second.
  func writer(least: Double) -> Verdict.Culprit? {
    let leader = leader(
      "of the writes", { $0.writtenBytes }, amount: { Unit.bytesPerSecond.text($0) })
    guard let leader, leader.culprit.share >= 0.5, leader.culprit.share * leader.total >= least
    else { return nil }
    return leader.culprit
  }

  /// The same among the processes of a control group and of those below it.
  func within(_ group: ByteString) -> Culprits {
    var part = vitals
    let slash = UInt8(ascii: "/")
    part.processes = vitals.processes.filter { process in
      guard let own = process.controlGroup?.bytes else { return false }
      guard own.starts(with: group.bytes) else { return false }
      let rest = own.dropFirst(group.bytes.count)
      return rest.isEmpty || rest.first == slash || group.bytes.last == slash
    }
    return Culprits(vitals: part)
  }

  /// Who reads or writes most, whichever of the two the device is busy with.
  func disk(_ disk: Vitals.Disk) -> Verdict.Culprit? {
    let isWriting = isWriting(disk)
    let bytes = (isWriting ? disk.writtenBytes : disk.readBytes) ?? 0
    let leader = leader(
      isWriting ? "of the writes" : "of the reads",
      { isWriting ? $0.writtenBytes : $0.readBytes }, amount: { Unit.bytesPerSecond.text($0) })
    // What nobody asks for now was asked for earlier: pages are being written back.
    guard let leader, leader.total >= bytes * 0.1 else { return nil }
    return leader.culprit
  }

  /// Time decides where it is known: many small writes take a device and are few bytes.
  private func isWriting(_ disk: Vitals.Disk) -> Bool {
    if let read = disk.readTime, let write = disk.writeTime, read + write > 0 {
      return write >= read
    }
    return (disk.writtenBytes ?? 0) >= (disk.readBytes ?? 0)
  }

  /// The process with the greatest share; all of one name together where only that is most of it.
  private func leader(
    _ activity: String, _ value: (ProcessRow) -> Double?, amount: (Double) -> String
  ) -> (culprit: Verdict.Culprit, total: Double)? {
    var total = 0.0
    var best: (row: ProcessRow, value: Double)?
    var names: [ByteString: (members: Int, value: Double)] = [:]
    for row in vitals.processes {
      guard let value = value(row), value > 0 else { continue }
      total += value
      names[row.comm, default: (0, 0)].members += 1
      names[row.comm, default: (0, 0)].value += value
      if row.pid != nil, value > best?.value ?? 0 { best = (row, value) }
    }
    let group = names.max { ($0.value.value, $1.key) < ($1.value.value, $0.key) }
    guard total > 0, let group else { return nil }
    if best.map({ $0.value < group.value.value * 0.5 }) ?? true,
      group.value.value >= total * 0.5
    {
      let culprit = Verdict.Culprit(
        process: nil, name: group.key, members: group.value.members,
        share: group.value.value / total, activity: activity, amount: amount(group.value.value))
      return (culprit, total)
    }
    guard let best else { return nil }
    let culprit = Verdict.Culprit(
      process: best.row.process, name: best.row.comm, members: 1, share: best.value / total,
      activity: activity, amount: amount(best.value))
    return (culprit, total)
  }
}
