internal import Metrics

/// How saturated each resource is at every point: 1 and more is saturated, NaN is not known.
///
/// The USE method: not what is busy counts, but what tasks wait for. Pressure (PSI) decides where the kernel reports
/// it; else the run queue and blocked tasks. Every number is a mean over ten seconds.
/// Source: Brendan Gregg, "The USE Method"; Documentation/accounting/psi.rst.
struct SaturationScores {
  let vitals: Vitals

  var none: [Double] { [Double](repeating: 0, count: vitals.count) }

  /// Cores for which work asks that is not at nice priority.
  ///
  /// Work at nice priority may fill every core without anyone waiting for it, so that it is no demand.
  var demand: Course { vitals.steady(vitals.cores(without: ["idle", "iowait", "nice", "steal"])) }

  /// A queue is more than a task a core; the one that looks is among those that run.
  var cpu: [Double] {
    guard let cores = vitals.cores, cores > 0 else { return none }
    let demand = demand
    let waiting = vitals.steady(vitals.cpuWaiting)
    let running = vitals.steady(vitals.running)
    return demand.values.indices.map { index in
      let busy = demand.values[index] / cores
      guard busy >= 0.8 else { return 0 }
      let pressure = waiting.values[index]
      if !pressure.isNaN { return pressure / (busy >= 0.95 ? 0.1 : 0.2) }
      return (running.values[index] - 1 - cores) / max(1, cores * 0.25)
    }
  }

  /// Tasks that wait for memory; where PSI is off, pages that come and go through disks while little is available.
  var memory: [Double] {
    let waiting = vitals.steady(vitals.memoryWaiting)
    let stalled = vitals.steady(vitals.memoryStalled)
    guard waiting.last == nil else {
      return zip(waiting.values, stalled.values).map { .maximum($0 / 0.1, $1 / 0.05) }
    }
    guard let total = vitals.memoryTotal, let available = vitals.memoryAvailable,
      available < total * 0.1
    else { return none }
    let swapping = vitals.steady(vitals.swapping)
    let faults = vitals.steady(vitals.majorFaults)
    return zip(swapping.values, faults.values).map { .maximum($0 / 500, $1 / 1000) }
  }

  /// Tasks wait for disks, and this is one that is at work with a queue.
  ///
  /// A full device for which nobody waits, such as one that pages are written back to, is busy and not saturated.
  func disk(_ disk: Vitals.Disk) -> [Double] {
    let busy = vitals.steady(disk.busy)
    let queue = vitals.steady(disk.queue)
    let waiting = vitals.steady(vitals.ioWaiting)
    let blocked = vitals.steady(vitals.blocked)
    return busy.values.indices.map { index in
      guard busy.values[index] >= 0.6, queue.values[index] >= 0.9 else { return 0 }
      let pressure = waiting.values[index]
      return pressure.isNaN ? blocked.values[index] / 0.9 : pressure / 0.2
    }
  }

  /// A link that carries all it can, or drops what it is given while it is nearly full.
  func network(_ interface: Vitals.Interface) -> [Double] {
    guard let speed = interface.speed, speed > 0 else { return none }
    let received = vitals.steady(interface.receivedBytes)
    let sent = vitals.steady(interface.sentBytes)
    let drops = vitals.steady(interface.drops)
    return received.values.indices.map { index in
      let share = max(received.values[index], sent.values[index]) / speed
      let loss = drops.values[index].isNaN ? 0 : drops.values[index]
      if share >= 0.95 { return 1 + loss / 100 }
      return share >= 0.7 ? loss / 10 : 0
    }
  }
}
