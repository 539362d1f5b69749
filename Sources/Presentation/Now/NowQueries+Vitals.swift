internal import Metrics
internal import PromQL

extension NowQueries {
  /// What the answers say about the machine.
  func vitals(_ reading: AnswerReading) -> Vitals {
    let count = Int((end - start).milliseconds / step.milliseconds) + 1
    var vitals = Vitals(
      start: start.milliseconds, step: step.milliseconds, count: max(count, 1))
    let only = { (request: PaneRequest) in course(reading.matrix(request).first, vitals.count) }
    let facts = HostFacts(scene)
    vitals.cores = reading.number(facts.cores)
    vitals.memoryTotal = reading.number(facts.memory)
    vitals.memoryAvailable = reading.number(available)
    for series in reading.matrix(modes) {
      vitals.modes[series.labels["mode"] ?? ""] = course(series, vitals.count)
    }
    vitals.busiestCore = reading.number(busiestCore)
    vitals.cpuWaiting = only(waiting("cpu"))
    vitals.memoryWaiting = only(waiting("memory"))
    vitals.ioWaiting = only(waiting("io"))
    vitals.running = only(running)
    vitals.blocked = only(blocked)
    vitals.swapping = only(swapping)
    vitals.disks = disks(reading, vitals.count)
    vitals.interfaces = interfaces(reading, vitals.count)
    vitals.processes = processes.rows(reading)
    for sample in reading.vector(growth) {
      guard let pid = sample.labels["pid"] else { continue }
      let process = ProcessKey(pid: pid, comm: sample.labels["comm"] ?? "")
      vitals.growth[process.row] = sample.value
    }
    addHindrances(reading, to: &vitals)
    return vitals
  }

  func course(_ series: SeriesResult?, _ count: Int) -> Course {
    Course(series, start: start.milliseconds, step: step.milliseconds, count: count)
  }

  private func numbers(_ samples: [VectorSample]) -> [ByteString: Double] {
    var result: [ByteString: Double] = [:]
    for sample in samples { result[sample.labels["device"] ?? ""] = sample.value }
    return result
  }

  private func courses(_ series: [SeriesResult], _ count: Int) -> [ByteString: Course] {
    var result: [ByteString: Course] = [:]
    for one in series { result[one.labels["device"] ?? ""] = course(one, count) }
    return result
  }

  private func disks(_ reading: AnswerReading, _ count: Int) -> [Vitals.Disk] {
    let both = diskCourses.map { courses(reading.matrix($0), count) }
    let rates = diskRates.map { numbers(reading.vector($0)) }
    return both[0].keys.sorted().map { device in
      var disk = Vitals.Disk(
        device: device, busy: both[0][device] ?? course(nil, count),
        queue: both[1][device] ?? course(nil, count))
      disk.readBytes = rates[0][device]
      disk.writtenBytes = rates[1][device]
      disk.readTime = rates[2][device]
      disk.writeTime = rates[3][device]
      let operations = (rates[4][device] ?? 0) + (rates[5][device] ?? 0)
      if operations > 0 {
        disk.wait = ((disk.readTime ?? 0) + (disk.writeTime ?? 0)) / operations
      }
      return disk
    }
  }

  private func interfaces(_ reading: AnswerReading, _ count: Int) -> [Vitals.Interface] {
    let all = (interfaceCourses + lossCourses).map { courses(reading.matrix($0), count) }
    let absent = course(nil, count)
    let speeds = numbers(reading.vector(speed))
    return all[0].keys.sorted().map { device in
      Vitals.Interface(
        device: device, receivedBytes: all[0][device] ?? absent,
        sentBytes: all[1][device] ?? absent, drops: all[2][device] ?? absent,
        errors: all[3][device] ?? absent, packets: all[4][device] ?? absent,
        speed: speeds[device])
    }
  }
}
