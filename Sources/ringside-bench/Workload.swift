internal import CMeasure
internal import Glibc

/// One thing whose cost is followed: it is prepared, warmed, and then run many times over.
struct Workload: Sendable {
  /// A workload that is ready.
  struct Prepared {
    /// One run; the number of units it did.
    let run: () throws -> Int
    /// What else can be read off when it has run, such as bytes a sample: the row's last word, the value, the unit.
    var readings: () throws -> [(row: String, value: Double, unit: String)] = { [] }
  }

  /// The name on the command line and the start of its rows.
  let name: String
  /// What is counted: a sample, a tick, a frame.
  let unit: String
  /// What performance.md asks of the first working version in time for a unit, such as `250 ns`.
  let bar: String
  /// How many runs make one measurement.
  var repetitions = 5
  /// Makes everything that is not to be measured.
  let prepare: @Sendable () throws -> Prepared

  /// Time and allocations, the median of five measurements.
  func measured() throws -> [String] {
    let prepared = try warmed()
    var times: [Double] = []
    var allocations: [Double] = []
    for _ in 0..<5 {
      let (allocationsBefore, start) = (cmeasure_allocations(), Workload.cpuSeconds())
      var units = 0
      for _ in 0..<repetitions { units += try prepared.run() }
      times.append((Workload.cpuSeconds() - start) / Double(units))
      allocations.append(Double(cmeasure_allocations() - allocationsBefore) / Double(units))
    }
    let readings = try prepared.readings().map {
      "\(name).\($0.row): \(Workload.rounded($0.value)) \($0.unit)"
    }
    return readings + [
      "\(name).allocations: \(Workload.text(times: allocations)) allocations/\(unit)",
      "\(name).time: \(Workload.text(seconds: times.sorted()[2]))/\(unit), first \(bar)",
    ]
  }

  /// Runs once within the function that callgrind collects at.
  func counted() throws -> [String] {
    let context = Counted(run: try warmed().run, repetitions: repetitions)
    cmeasure_run(
      { context in
        guard let context else { return }
        Unmanaged<Counted>.fromOpaque(context).takeUnretainedValue().go()
      }, Unmanaged.passUnretained(context).toOpaque())
    if let failure = context.failure { throw failure }
    return ["\(name).units: \(context.units) \(unit)"]
  }

  private func warmed() throws -> Prepared {
    let prepared = try prepare()
    for _ in 0..<3 { _ = try prepared.run() }
    return prepared
  }

  private final class Counted {
    private let run: () throws -> Int
    private let repetitions: Int
    private(set) var units = 0
    private(set) var failure: (any Error)?

    init(run: @escaping () throws -> Int, repetitions: Int) {
      (self.run, self.repetitions) = (run, repetitions)
    }

    func go() {
      do {
        for _ in 0..<repetitions { units += try run() }
      } catch { failure = error }
    }
  }

  /// The CPU time of this process.
  ///
  /// The corresponding C function is `clock_gettime`.
  static func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  static func text(seconds: Double) -> String {
    if seconds < 1e-6 { return rounded(seconds * 1e9) + " ns" }
    if seconds < 1e-3 { return rounded(seconds * 1e6) + " µs" }
    return rounded(seconds * 1e3) + " ms"
  }

  /// A number with three significant digits.
  static func rounded(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return "0" }
    let scale = pow(10, 2 - floor(log10(abs(value))))
    let result = (value * scale).rounded() / scale
    return result == result.rounded() ? String(Int(result)) : String(result)
  }

  private static func text(times values: [Double]) -> String { rounded(values.sorted()[2]) }
}
