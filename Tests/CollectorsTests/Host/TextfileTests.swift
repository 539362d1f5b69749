import Foundation
import Testing

@testable import Collectors

struct TextfileTests {
  private func row(
    _ files: [String: String], _ expected: [String: Double], folder: String = "ROOT/text"
  ) -> CollectorRow {
    CollectorRow(
      collector: "textfile", options: ["--collector.textfile.directory=\(folder)"], files: files,
      expected: expected)
  }

  /// The series of the row without the times of its files.
  private func found(_ row: CollectorRow) throws -> [String: Double] {
    let (series, success) = try row.found()
    #expect(success == 1)
    return series.filter { !$0.key.hasPrefix("node_textfile_mtime_seconds") }
  }

  @Test func `without a folder there is no error and nothing else`() throws {
    let none = CollectorRow(collector: "textfile", files: [:], expected: [:])
    #expect(try none.found().series == ["node_textfile_scrape_error": 0])
  }

  @Test func `files of all types are read, others are left alone`() throws {
    let row = row(
      [
        "text/a.prom": """
        # HELP jobs Jobs.
        # TYPE jobs gauge
        jobs{queue="a"} 3
        # TYPE wait histogram
        wait_bucket{le="0.5"} 1
        wait_bucket{le="+Inf"} 2
        wait_sum 0.7
        wait_count 2
        # TYPE size summary
        size{quantile="0.50"} 8

        """, "text/b.txt": "other 1\n", "text/c.prom": "plain 4\n",
      ], [:])
    #expect(
      try found(row) == [
        #"jobs{queue="a"}"#: 3, #"wait_bucket{le="0.5"}"#: 1, #"wait_bucket{le="+Inf"}"#: 2,
        "wait_sum": 0.7, "wait_count": 2, #"size{quantile="0.5"}"#: 8, "size_sum": 0,
        "size_count": 0, "plain": 4, "node_textfile_scrape_error": 0,
      ])
  }

  @Test(arguments: [
    "no metric at all\n", "a{b=\"c\" 1\n", "a 1 1700000000000\n", "a 1",
    "# TYPE a counter\n# TYPE a gauge\na 1\n", "a{b=\"\\x\"} 1\n",
  ])
  func `a file that is no page is an error, and the others are read`(text: String) throws {
    let row = row(["text/bad.prom": text, "text/good.prom": "b 2\n"], [:])
    #expect(try found(row) == ["b": 2, "node_textfile_scrape_error": 1])
    let times = try row.found().series.keys.filter { $0.hasPrefix("node_textfile_mtime") }
    #expect(times == [#"node_textfile_mtime_seconds{file="ROOT/text/good.prom"}"#])
  }

  @Test func `a folder that is not there is an error`() throws {
    let row = row([:], [:], folder: "ROOT/absent")
    #expect(try found(row) == ["node_textfile_scrape_error": 1])
  }

  @Test func `a pattern names folders`() throws {
    let row = row(
      ["text-1/a.prom": "a 1\n", "text-2/b.prom": "b 2\n", "other/c.prom": "c 3\n"], [:],
      folder: "ROOT/text-*")
    #expect(try found(row) == ["a": 1, "b": 2, "node_textfile_scrape_error": 0])
  }

  @Test func `two files of one family are one, unless they contradict each other`() throws {
    let same = row(
      [
        "text/a.prom": "# HELP n One.\nn{file=\"a\"} 1\n", "text/b.prom": "n{file=\"b\"} 2\n",
      ], [:])
    #expect(
      try found(same) == [
        #"n{file="a"}"#: 1, #"n{file="b"}"#: 2, "node_textfile_scrape_error": 0,
      ])
    let other = row(
      [
        "text/a.prom": "# HELP n One.\nn{file=\"a\"} 1\n",
        "text/b.prom": "# HELP n Two.\nn{file=\"b\"} 2\n",
      ], [:])
    #expect(try found(other) == [#"n{file="a"}"#: 1, "node_textfile_scrape_error": 1])
  }
}
