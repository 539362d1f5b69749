import Testing

@testable import conformance

/// The parts of the suites of the host's collectors that judge.
struct HostSuitePartTests {
  @Test(arguments: [
    ("plain", "plain\n"), ("no endEOF", "no end"), ("EOF", ""), ("aNULLBYTEb", "a\0b\n"),
    (#"a\NULLBYTEb"#, "aNULLBYTEb\n"), (#"is \EOF"#, "is EOF\n"), ("", "\n"),
    ("NULLBYTEEOF", "\0"),
  ])
  func `a line of an archive is the bytes that it stands for`(_ line: String, _ bytes: String) {
    #expect(TextArchive.content(Array(line.utf8)[...]) == Array(bytes.utf8))
  }

  private let expected = MetricsPage(
    Array("# HELP a Says a.\n# TYPE a gauge\na{y=\"2\",x=\"1\",z=\"\"} 1e+06\na 2\n".utf8))

  private func complaint(_ page: String) -> String? {
    expected.complaint(about: #"a{x="1",y="2"}"#, in: MetricsPage(Array(page.utf8)))
  }

  @Test func `order of labels and labels without value do not count`() {
    #expect(
      complaint("# HELP a Says a.\n# TYPE a gauge\na 2\na{x=\"1\",y=\"2\"} 1e+06\n") == nil)
  }

  @Test(arguments: [
    ("# HELP a Says a.\n# TYPE a gauge\na 2\n", "expected 1e+06, found none"),
    (
      "# HELP a Says a.\n# TYPE a gauge\na{x=\"1\",y=\"2\"} 1000000\na 2\n",
      "expected 1e+06, found 1000000"
    ),
    (
      "# HELP a Says b.\n# TYPE a gauge\na{x=\"1\",y=\"2\"} 1e+06\na 2\n",
      "expected HELP 'Says a.', found 'Says b.'"
    ),
    (
      "# HELP a Says a.\n# TYPE a counter\na{x=\"1\",y=\"2\"} 1e+06\na 2\n",
      "expected TYPE gauge, found counter"
    ),
    (
      "# HELP a Says a.\n# TYPE a gauge\na{x=\"1\",y=\"2\"} 1e+06\na 2\na{x=\"9\"} 1\n",
      #"expected no series 'a{x="9"}' beside it"#
    ),
  ])
  func `every way of being wrong is told`(_ page: String, _ words: String) {
    #expect(complaint(page) == words)
  }

  @Test func `an archive writes nothing outside of its folder`() throws {
    let tree = try #require(FixtureTree())
    let archive = """
      # a comment
      Directory: sys
      Path: ../outside
      Lines: 1
      bad
      Path: sys/a
      Lines: 2
      one
      twoEOF
      Mode: 644
      Path: sys/b
      SymlinkTo: a

      """
    TextArchive.unpack(Array(archive.utf8), into: tree, at: "x/y")
    #expect(Files.read("\(tree.root)/x/y/sys/a") == Array("one\ntwo".utf8))
    #expect(Files.read("\(tree.root)/x/y/sys/b") == Array("one\ntwo".utf8))
    #expect(Files.read("\(tree.root)/x/outside") == nil)
  }
}
