internal import Glibc
internal import TestArena

/// The bench: runs workloads and prints what they cost, one `row: value unit` a line.
@main struct RingsideBench {
  private static let usage = """
    usage: ringside-bench [--counted] [WORKLOAD…]
             what workloads cost, all where none is named; --counted runs them once and prints
             only how many units that were, for a run under callgrind (Scripts/bench)
           ringside-bench --list
             the names of the workloads
           ringside-bench query --source FILE [--queries FILE] [--answers FOLDER]
             what queries cost over OpenMetrics with timestamps; a line: name, tab, PromQL
             (query/queries.txt in RINGSIDE_SUITES or ../shared/suites); --answers keeps the
             answers, which Tests/Peers/query-speed.sh compares with Prometheus's
           ringside-bench pressure
             memory over a simulated hour, and what a flood of series takes from the host's history
           ringside-bench kill-rounds --rounds COUNT
             a writer of a shared arena is killed so often, in every fifth round after single
             steps; says what was lost or invented
           ringside-bench readers
             what three processes that read a shared arena cost the one that writes it
           ringside-bench recording [INTERVAL LENGTH]
             what a recording of 300 processes takes by class and resolution; both in seconds,
             5 and 21600 where they are not given
           ringside-bench scraped
             what 100,000 series take that are scraped every 15 s
           ringside-bench full-file FILE MEBIBYTES
             makes a ring file that is full
           ringside-bench program
             what the running program costs that RINGSIDE_BINARY names
    """

  private static let workloads =
    [Workload.host, .herd, .parse, .append, .record, .frame, .view] + Workload.queries
  /// Those without a line among the thresholds: they run where they are named.
  private static let unjudged = [Workload.units, .manyUnits]

  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    do {
      switch words.first {
      case "--list": print(workloads.map(\.name).joined(separator: "\n"))
      case "pressure": for row in PressureMeasurement.rows() { print(row) }
      case "program": try measureProgram()
      case "kill-rounds": killRounds(words.dropFirst())
      case "arena-writer": ArenaWriter.run(Array(words.dropFirst()))
      case "readers": for row in ReadersMeasurement.rows() { print(row) }
      case "arena-reader": ReadersMeasurement.read(Array(words.dropFirst()))
      case "recording": try measureRecording(words.dropFirst())
      case "scraped": for row in try ScrapedMeasurement.rows() { print(row) }
      case "full-file": try makeFullFile(words.dropFirst())
      case "query": try measureQueries(words.dropFirst())
      default: try measure(words.filter { $0 != "--counted" }, counted: words.contains("--counted"))
      }
    } catch {
      fail("\(error)", status: 3)
    }
  }

  private static func measure(_ names: [String], counted: Bool) throws {
    let known = workloads + (names.isEmpty ? [] : unjudged)
    let chosen = known.filter { names.isEmpty || names.contains($0.name) }
    guard Set(names).isSubset(of: known.map(\.name)) else { fail(usage, status: 2) }
    for workload in chosen {
      for row in try counted ? workload.counted() : workload.measured() { print(row) }
    }
  }

  private static func killRounds(_ words: ArraySlice<String>) {
    let words = Array(words)
    guard words.count == 2, words[0] == "--rounds", let rounds = Int(words[1]), rounds > 0 else {
      fail(usage, status: 2)
    }
    let measurement = KillMeasurement(rounds: rounds)
    for row in measurement.rows() { print(row) }
  }

  private static func measureRecording(_ words: ArraySlice<String>) throws {
    let numbers = words.isEmpty ? [5, 21_600] : words.compactMap { Int64($0) }
    guard numbers.count == 2, numbers[0] > 0, numbers[1] > 0 else { fail(usage, status: 2) }
    let measurement = RecordingMeasurement(interval: numbers[0], length: numbers[1])
    for row in try measurement.rows() { print(row) }
  }

  private static func makeFullFile(_ words: ArraySlice<String>) throws {
    let words = Array(words)
    guard words.count == 2, let mebibytes = Int(words[1]), (4...65_536).contains(mebibytes) else {
      fail(usage, status: 2)
    }
    print(try FullFile.make(words[0], bytes: mebibytes << 20))
  }

  private static func measureQueries(_ words: ArraySlice<String>) throws {
    var words = words
    var values: [String: String] = [:]
    while let option = words.popFirst() {
      guard ["--source", "--queries", "--answers"].contains(option), let value = words.popFirst()
      else { fail(usage, status: 2) }
      values[option] = value
    }
    guard let source = values["--source"] else { fail(usage, status: 2) }
    let suites = getenv("RINGSIDE_SUITES").map { String(cString: $0) } ?? "../shared/suites"
    try QueryFileMeasurement(
      source: source, queries: values["--queries"] ?? suites + "/query/queries.txt",
      answers: values["--answers"]
    ).printRows()
  }

  private static func measureProgram() throws {
    guard let path = getenv("RINGSIDE_BINARY").map({ String(cString: $0) }) else {
      fail("RINGSIDE_BINARY names no program; expected the file of the one to start", status: 2)
    }
    for row in try ProgramMeasurement(path: path, arguments: []).rows() { print(row) }
  }

  private static func fail(_ message: String, status: Int32) -> Never {
    let line = Array("ringside-bench: \(message)\n".utf8)
    write(2, line, line.count)
    exit(status)
  }
}
