internal import Metrics

/// What was looked at, in words with numbers, whether or not it is saturated.
struct SaturationWords {
  let vitals: Vitals

  /// One phrase a resource; a resource without data has none.
  var lookedAt: [String] {
    [cpu, memory, disk, network, fileSystem, limits].compactMap { $0 }
      + (vitals.hasPressure
        ? [] : ["PSI is off, so that run queue, blocked tasks and disk queues decide"])
  }

  private func steady(_ course: Course) -> Double? { vitals.steady(course).last }

  private var cpu: String? {
    guard let cores = vitals.cores, cores > 0,
      let busy = steady(vitals.cores(without: ["idle", "iowait"]))
    else { return nil }
    var phrases = [
      "cpu \(Unit.ratio.text(busy / cores)) of \(Unit.cores.text(cores)) cores busy"
    ]
    if let nice = vitals.modes["nice"].flatMap(steady), nice >= 0.1 * cores {
      phrases.append("\(Unit.ratio.text(nice / cores)) at nice priority")
    }
    if let steal = vitals.modes["steal"].flatMap(steady), steal >= 0.05 * cores {
      phrases.append("\(Unit.ratio.text(steal / cores)) stolen by the hypervisor")
    }
    if let core = vitals.busiestCore, core >= 0.95, busy < 0.5 * cores, cores > 1 {
      phrases.append("one core full")
    }
    if let waiting = steady(vitals.cpuWaiting) {
      phrases.append("\(Unit.ratio.text(waiting)) waiting")
    } else if let running = steady(vitals.running) {
      phrases.append("run queue \(Unit.count.text(running))")
    }
    return phrases.joined(separator: ", ")
  }

  private var memory: String? {
    guard let available = vitals.memoryAvailable, let total = vitals.memoryTotal, total > 0 else {
      return nil
    }
    var phrase = "memory \(Unit.ratio.text(available / total)) available"
    if let waiting = steady(vitals.memoryWaiting) {
      phrase += ", \(Unit.ratio.text(waiting)) waiting"
    }
    return phrase
  }

  private var disk: String? {
    let busy = { (disk: Vitals.Disk) in steady(disk.busy) ?? 0 }
    let busiest = vitals.disks.max { (busy($0), $1.device) < (busy($1), $0.device) }
    guard let busiest else { return nil }
    let name = DisplayText(busiest.device, limit: 32).text
    var phrase = "disk \(name) \(Unit.ratio.text(min(busy(busiest), 1))) busy"
    if let queue = steady(busiest.queue) { phrase += ", queue \(Unit.count.text(queue))" }
    if let waiting = steady(vitals.ioWaiting) {
      phrase += ", \(Unit.ratio.text(waiting)) waiting"
    } else if let blocked = steady(vitals.blocked) {
      phrase += ", \(Unit.count.text(blocked)) blocked"
    }
    return phrase
  }

  private var network: String? {
    let traffic = { (interface: Vitals.Interface) in
      (steady(interface.receivedBytes) ?? 0) + (steady(interface.sentBytes) ?? 0)
    }
    let busiest = vitals.interfaces.max { (traffic($0), $1.device) < (traffic($1), $0.device) }
    guard let busiest else { return nil }
    let name = DisplayText(busiest.device, limit: 32).text
    return "network \(name) \(Unit.bytesPerSecond.text(traffic(busiest)))"
  }

  /// The fullest file system.
  private var fileSystem: String? {
    let used = vitals.fileSystems.compactMap { fileSystem -> (name: ByteString, share: Double)? in
      fileSystem.fill.available.last.map {
        (fileSystem.mountPoint, 1 - $0 / fileSystem.fill.sizeBytes)
      }
    }
    return used.max { $0.share < $1.share }.map { fullest in
      "\(DisplayText(fullest.name, limit: 32).text) \(Unit.ratio.text(fullest.share)) full"
    }
  }

  /// How near the own control group is to its limits.
  private var limits: String? {
    var phrases: [String] = []
    let throttled = vitals.controlGroups.compactMap { steady($0.throttled) }.max()
    if let throttled {
      phrases.append("throttled in \(Unit.ratio.text(throttled)) of periods")
    }
    if let memory = vitals.controlGroups.compactMap({ steady($0.memoryShare) }).max() {
      phrases.append("\(Unit.ratio.text(memory)) of the memory limit")
    }
    return phrases.isEmpty ? nil : "control group " + phrases.joined(separator: ", ")
  }
}
