import Foundation
import TestWorld
import Testing

/// `ringside query` as a person and a script see it.
@Suite(ShippedProgram.isNamed) struct QueryCommandTests {
  private let folder: URL
  private let history: String

  /// Ten minutes of two series every minute, from 2023-11-14T22:13:20Z on.
  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "ringside-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let lines = ["a", "b"].flatMap { host in
      (0...10).map { minute in
        "queue{host=\"\(host)\"} \(Double(minute * minute) / 3) \(1_700_000_000 + minute * 60)"
      }
    }
    history = folder.appending(path: "history.om").path
    try Data(("# TYPE queue gauge\n" + lines.joined(separator: "\n") + "\n# EOF\n").utf8)
      .write(to: URL(filePath: history))
  }

  private func query(_ arguments: String...) throws -> ShippedProgram.Run {
    try ShippedProgram.run(["query", "--source", history] + arguments)
  }

  @Test func `an instant query is a line a series`() throws {
    let run = try query("--format", "table", "queue", "--at", "1700000120")
    #expect(run.output == "queue{host=\"a\"}  1.33333\nqueue{host=\"b\"}  1.33333\n")
    #expect(run.diagnosis == "")
    #expect(run.status == 0)
  }

  @Test func `a range query has a sparkline a series, over the same time in each`() throws {
    let range = ["--start", "1700000000", "--end", "1700000600", "--step", "1m"]
    let run = try ShippedProgram.run(
      ["query", "--source", history] + range + ["queue{host=\"a\"} or queue{host=\"b\"} > 20"])
    #expect(
      run.output == """
                         2023-11-14 22:13:20 – 22:23:20 UTC  points      min      max     last
        queue{host="a"}  ▁▁▁▁▂▃▃▄▆▇█                             11        0  33.3333  33.3333
        queue{host="b"}          ▁▄█                              3  21.3333  33.3333  33.3333

        """)
  }

  @Test func `JSON is the data of the HTTP API, a line an expression`() throws {
    let file = folder.appending(path: "queries").path
    try Data("# a comment\nsum(queue)\n\nvector(0.00001) or queue\n1e-7\n1 +\n".utf8)
      .write(to: URL(filePath: file))
    let run = try query("--format", "json", "--at", "1700000060.5", "-f", file)
    #expect(
      run.output == """
        {"resultType":"vector","result":[{"metric":{},"value":[1700000060.500,"0.6666666666666666"]}]}
        {"resultType":"vector","result":[{"metric":{},"value":[1700000060.500,"0.00001"]},\
        {"metric":{"__name__":"queue","host":"a"},"value":[1700000060.500,"0.3333333333333333"]},\
        {"metric":{"__name__":"queue","host":"b"},"value":[1700000060.500,"0.3333333333333333"]}]}
        {"resultType":"scalar","result":[1700000060.5,"1e-07"]}
        {"errorType":"bad_data","error":"query:1:4: unexpected end of input"}

        """)
    #expect(run.status == 1)
    #expect(run.diagnosis == "")
  }

  @Test func `CSV has a column a label`() throws {
    let run = try query("--format", "csv", "queue", "--at", "1700000060")
    #expect(
      run.output == "timestamp,__name__,host,value\r\n"
        + "1700000060,queue,a,0.3333333333333333\r\n1700000060,queue,b,0.3333333333333333\r\n")
  }

  @Test func `remarks go beside a table and into JSON`() throws {
    let remark =
      "PromQL info: metric might not be a counter, name does not end in "
      + "_total/_sum/_count/_bucket: "
    let table = try query("--format", "table", "rate(queue[5m])")
    #expect(table.diagnosis == "ringside: \(remark)\"queue\" (1:6)\n")
    #expect(!table.output.contains("PromQL"))
    let json = try query("--format", "json", "rate(queue[5m])")
    #expect(json.output.contains(#","infos":["\#(remark)\"queue\" (1:6)"]}"#), "\(json)")
  }

  /// A query and options, the error in JSON, and how the text for a person begins.
  static let failures: [(arguments: [String], json: String, text: String)] = [
    (
      ["sum(queue"], #""bad_data","error":"query:1:10: unclosed left parenthesis"}"#,
      "ringside: query:1:10: unclosed left parenthesis\nsum(queue\n         ^\n"
    ),
    (
      ["queue", "--start", "0", "--end", "1700000000", "--step", "1s"],
      #""bad_data","error":"exceeded maximum resolution of 11000 points per series; try a larger step"}"#,
      "ringside: exceeded maximum resolution of 11000 points per series; try a larger step\n"
    ),
    (
      ["queue[10m]", "--query.max-samples", "5"],
      #""execution","error":"query processing would load too many samples into memory in query execution"}"#,
      "ringside: query processing would load too many samples into memory in query execution\n"
    ),
    (
      ["sum_over_time(sum_over_time(queue[1d:1s])[30d:1s])", "--query.timeout", "50ms"],
      #""timeout","error":"query timed out in query execution"}"#,
      "ringside: query timed out in query execution\n"
    ),
    (
      ["queue * on (host) group_left queue or queue * on () queue"],
      #""execution","error":"found duplicate series for the match group {} on the right hand-side "#
        + "of the operation",
      "ringside: found duplicate series for the match group {} on the right "
    ),
    (
      ["mad_over_time(queue[5m])"],
      #""bad_data","error":"query:1:1: 'mad_over_time' is experimental and not enabled; "#,
      "ringside: query:1:1: 'mad_over_time' is experimental and not enabled; enable it with "
    ),
  ]

  @Test(arguments: failures)
  func `what has no answer is an error with status 1`(
    arguments: [String], json: String, text: String
  ) throws {
    let asJSON = try ShippedProgram.run(
      ["query", "--source", history, "--format", "json"] + arguments)
    #expect(asJSON.output.hasPrefix(#"{"errorType":"# + json), "\(asJSON)")
    #expect(asJSON.status == 1)
    let asText = try ShippedProgram.run(
      ["query", "--source", history, "--format", "table"] + arguments)
    #expect(asText.diagnosis.hasPrefix(text), "\(asText)")
    #expect(asText.output == "")
    #expect(asText.status == 1)
  }

  @Test(arguments: ["(", "-", "abs(", "max_over_time(", "a+"])
  func `a megabyte is an error, not an overflow`(piece: String) throws {
    let file = folder.appending(path: "megabyte").path
    let text = String(repeating: piece, count: (1 << 20) / piece.utf8.count) + "a\n"
    try Data(text.utf8).write(to: URL(filePath: file))
    let run = try query("--format", "table", "-f", file)
    #expect(run.status == 1)
    #expect(run.diagnosis.hasPrefix("ringside: query:1:"))
    #expect(run.diagnosis.utf8.count < 800)
  }

  @Test func `what Prometheus keeps behind a flag is behind one here`() throws {
    let flags = "promql-experimental-functions,promql-duration-expr"
    let run = try query(
      "--format", "table", "mad_over_time(queue{host=\"a\"}[2m + 3m])", "--enable-feature=\(flags)")
    #expect(run.output == "{host=\"a\"}  5.66667\n", "\(run)")
    let unknown = try query("queue", "--enable-feature", "time-travel")
    #expect(unknown.status == 2)
    #expect(
      unknown.diagnosis.hasPrefix(
        "ringside: option '--enable-feature': unknown feature 'time-travel'; expected promql-"))
  }

  @Test(arguments: [["--at", "noon"], ["--start", "0", "--end", "soon", "--step", "1m"]])
  func `what is no time is a wrong command line`(arguments: [String]) throws {
    let run = try ShippedProgram.run(["query", "queue", "--source", history] + arguments)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(
      run.diagnosis.contains("is no time; expected RFC 3339, Unix seconds, or a relative one"))
  }

  @Test func `samples that are older than those before them are counted`() throws {
    let file = folder.appending(path: "disorder.om").path
    try Data("# TYPE x gauge\nx 1 1700000060\nx 2 1700000000\nx 3 1700000120\n# EOF\n".utf8)
      .write(to: URL(filePath: file))
    let run = try ShippedProgram.run(["query", "count_over_time(x[5m])", "--source", file])
    #expect(run.output == "{}  2\n")
    #expect(
      run.diagnosis == "ringside: 1 sample left out: no newer than the one before it; expected "
        + "the samples of a series in the order of their times\n")
    #expect(run.status == 0)
  }

  @Test func `a recording and an endpoint answer too`() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let ring = tests.appending(path: "Recordings/web-3.ring").path
    let recorded = try ShippedProgram.run(
      ["query", "count(node_cpu_seconds_total) > bool 0", "--source", ring])
    #expect(recorded.output == "{}  1\n", "\(recorded)")
    let nobody = try ShippedProgram.run(["query", "up", "--source", "127.0.0.1:1"])
    #expect(nobody.status == 3)
    #expect(nobody.diagnosis.hasPrefix("ringside: http://127.0.0.1:1/metrics: "), "\(nobody)")
  }
}
