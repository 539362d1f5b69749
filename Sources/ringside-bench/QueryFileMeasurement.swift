internal import Collectors
internal import Documents
internal import Glibc
internal import Metrics
internal import PromQL
internal import PromQLSyntax
internal import TimeSeries

/// What queries cost over a file of history: `ringside-bench query --source FILE [--queries FILE] [--answers FOLDER]`.
///
/// The source is OpenMetrics with timestamps; of the queries each line is a name, a tab and PromQL. Every query is asked
/// for the last hour of the data at 15 s and for all of six hours at 60 s; the CPU time is the median of five. Steps lie
/// a second after the newest sample's, since Prometheus 2 counts a sample at the very beginning of a window and
/// Prometheus 3 does not.
struct QueryFileMeasurement {
  let source: String
  let queries: [(name: String, text: String)]
  /// The folder that gets each answer as a file `NAME.LENGTH@STEP.json`; `nil` where nobody wants to compare them.
  let answers: String?

  init(source: String, queries path: String, answers: String?) throws {
    self.source = source
    self.answers = answers
    guard let file = fopen(path, "r") else { throw Failure(description: "\(path): unreadable") }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let text = String(decoding: bytes[..<fread(&bytes, 1, bytes.count, file)], as: UTF8.self)
    queries = text.split(separator: "\n").compactMap { line in
      guard !line.hasPrefix("#"), let tab = line.firstIndex(of: "\t") else { return nil }
      return (String(line[..<tab]), String(line[line.index(after: tab)...]))
    }
  }

  /// Prints a row for loading, one for each query and shape, and the sums.
  func printRows() throws {
    let ring = Ring.unbounded()
    let writer = ring.makeWriter()
    let start = Workload.cpuSeconds()
    var newest = Int64.min
    let samples = try MetricsFile.load(
      source, origin: .target("file"), now: Timestamp(milliseconds: 0)
    ) { batch in
      writer.append(batch)
      newest = max(newest, batch.timestamps.max() ?? newest)
    }
    let load = (Workload.cpuSeconds() - start) / Double(samples)
    print("query.load.time: \(Workload.text(seconds: load))/sample, first 1000 ns")
    let bytes = Double(ring.status().bytesUsed) / Double(ring.status().samples)
    print("query.load.bytes: \(Workload.rounded(bytes)) bytes/sample, first 2.5")
    let end = Timestamp(milliseconds: newest) + .seconds(1)
    for (name, length, step) in [("1h@15s", 3600, 15), ("6h@60s", 6 * 3600, 60)] {
      let first = end - .seconds(length - step)
      var sum = 0.0
      for query in queries {
        let (seconds, answer) = try median(
          query.text, ring, from: first, through: end, step: .seconds(step))
        if let answers { try write(answer, to: "\(answers)/\(query.name).\(name).json") }
        sum += seconds
        print("query.\(query.name).\(name).time: \(Workload.text(seconds: seconds))/query")
      }
      print("query.sum.\(name).time: \(Workload.text(seconds: sum))")
    }
  }

  private func median(
    _ text: String, _ ring: Ring, from start: Timestamp, through end: Timestamp, step: Duration
  ) throws -> (seconds: Double, answer: Value) {
    let expression = try Parser.parse(text)
    let engine = Engine()
    var times: [Double] = []
    var answer = Value.matrix([])
    for _ in 0..<5 {
      answer = .matrix([])
      let before = Workload.cpuSeconds()
      answer = try engine.evaluate(
        expression, from: start, through: end, step: step, over: [ring]
      ).value
      times.append(Workload.cpuSeconds() - before)
    }
    return (times.sorted()[2], answer)
  }

  /// Writes a list of `{"metric":{…},"values":[[seconds,"value"],…]}`, as Prometheus's HTTP API has it.
  private func write(_ answer: Value, to path: String) throws {
    guard case .matrix(let series) = answer, let file = fopen(path, "w") else {
      throw Failure(description: "\(path): not writable")
    }
    defer { fclose(file) }
    let rows = series.map { one in
      let labels = one.labels.map { "\(JSONText.quoted($0.name)):\(JSONText.quoted($0.value))" }
      let points = zip(one.timestamps, one.values).map {
        "[\(Double($0) / 1000),\"\(FloatText.shortest($1))\"]"
      }
      return "{\"metric\":{\(labels.joined(separator: ","))},"
        + "\"values\":[\(points.joined(separator: ","))]}"
    }
    fputs("[" + rows.joined(separator: ",\n") + "]\n", file)
  }

  private struct Failure: Error, CustomStringConvertible {
    let description: String
  }
}
