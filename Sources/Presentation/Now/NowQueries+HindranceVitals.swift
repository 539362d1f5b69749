internal import Metrics
internal import PromQL

extension NowQueries {
  /// Adds what the answers say about what holds work up beside saturation.
  func addHindrances(_ reading: AnswerReading, to vitals: inout Vitals) {
    let grid = coarseGrid(.seconds(600))
    (vitals.coarseStart, vitals.coarseStep) = (grid.start.milliseconds, grid.step.milliseconds)
    vitals.memoryStalled = course(reading.matrix(memoryStalled).first, vitals.count)
    vitals.majorFaults = course(reading.matrix(majorFaults).first, vitals.count)
    for sample in reading.vector(faults) {
      guard let process = process(sample) else { continue }
      vitals.faults[process.row] = sample.value
    }
    vitals.stuckCounts = coarse(reading.matrix(stuckCounts).first, .seconds(600))
    vitals.stuck = reading.vector(stuck).compactMap(process).sorted {
      ($0.comm, $0.pid) < ($1.comm, $1.pid)
    }
    vitals.segmentsSent = coarse(reading.matrix(segments[0]).first, .seconds(600))
    vitals.segmentsSentAgain = coarse(reading.matrix(segments[1]).first, .seconds(600))
    vitals.fileSystems = fileSystems(reading)
    vitals.controlGroups = controlGroups(reading, vitals.count)
    units(reading, to: &vitals)
  }

  private func process(_ sample: VectorSample) -> ProcessKey? {
    sample.labels["pid"].map { ProcessKey(pid: $0, comm: sample.labels["comm"] ?? "") }
  }

  private func coarse(_ series: SeriesResult?, _ reach: Duration) -> Course {
    let grid = coarseGrid(reach)
    let step = grid.step.milliseconds
    let count = Int((grid.end - grid.start).milliseconds / step) + 1
    return Course(series, start: grid.start.milliseconds, step: step, count: max(count, 1))
  }

  /// One a device, under its shortest mount point: what is mounted twice fills once.
  private func fileSystems(_ reading: AnswerReading) -> [Vitals.FileSystem] {
    let grid = coarseGrid(.seconds(3600))
    var sizes: [ByteString: Double] = [:]
    for sample in reading.vector(fileSystemSizes) {
      sizes[sample.labels["mountpoint"] ?? ""] = sample.value
    }
    var found: [ByteString: Vitals.FileSystem] = [:]
    for series in reading.matrix(fileSystems) {
      let mountPoint = series.labels["mountpoint"] ?? ""
      guard let size = sizes[mountPoint], size > 0 else { continue }
      let device = series.labels["device"] ?? ""
      // Those without a disk are all called by their type, and are not the same.
      let key = device.bytes.contains(UInt8(ascii: "/")) ? device : mountPoint
      if let known = found[key]?.mountPoint,
        (known.bytes.count, known) <= (mountPoint.bytes.count, mountPoint)
      {
        continue
      }
      let fill = FileSystemFill(
        start: grid.start.milliseconds, step: grid.step.milliseconds,
        available: coarse(series, .seconds(3600)), sizeBytes: size)
      found[key] = Vitals.FileSystem(mountPoint: mountPoint, fill: fill)
    }
    return found.values.sorted { $0.mountPoint < $1.mountPoint }
  }

  /// The own groups.
  private func controlGroups(_ reading: AnswerReading, _ count: Int) -> [Vitals.ControlGroup] {
    groups(reading, [throttled, memoryShare, tasksShare], Course(absent: count)) {
      course($0, count)
    }
  }

  /// All other groups that use much of a limit; where they use little there is no sample, which counts as nothing.
  private func units(_ reading: AnswerReading, to vitals: inout Vitals) {
    let grid = unitGrid
    let (start, step) = (grid.start.milliseconds, grid.step.milliseconds)
    let count = max(Int((grid.end.milliseconds - start) / step) + 1, 1)
    (vitals.unitStart, vitals.unitStep) = (start, step)
    let none = Course([Double](repeating: 0, count: count))
    vitals.units = groups(reading, unitShares, none) {
      let course = Course($0, start: start, step: step, count: count)
      return Course(course.values.map { $0.isNaN ? 0 : $0 })
    }
  }

  private func groups(
    _ reading: AnswerReading, _ requests: [PaneRequest], _ absent: Course,
    _ course: (SeriesResult) -> Course
  ) -> [Vitals.ControlGroup] {
    var names: [ByteString: DisplayText] = [:]
    let shares = requests.map { request in
      byGroup(
        reading.matrix(request).map { series in
          names[series.labels["id"] ?? ""] = UnitRow.name(series.labels)
          return (series.labels, course(series))
        })
    }
    guard !names.isEmpty else { return [] }
    let numbers = controlGroupNumbers.map { request in
      byGroup(reading.vector(request).map { ($0.labels, $0.value) })
    }
    return names.sorted { $0.key < $1.key }.map { id, name in
      Vitals.ControlGroup(
        id: id, name: name, throttled: shares[0][id] ?? absent,
        memoryShare: shares[1][id] ?? absent, tasksShare: shares[2][id] ?? absent,
        quotaCores: numbers[0][id], usedCores: numbers[1][id], throttledSeconds: numbers[2][id],
        memory: numbers[3][id], memoryLimit: numbers[4][id], failures: numbers[5][id],
        tasks: numbers[6][id], tasksLimit: numbers[7][id])
    }
  }

  private func byGroup<Value>(_ pairs: [(Labels, Value)]) -> [ByteString: Value] {
    var result: [ByteString: Value] = [:]
    for (labels, value) in pairs { result[labels["id"] ?? ""] = value }
    return result
  }
}
