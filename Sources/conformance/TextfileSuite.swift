internal import Collectors
internal import Documents
internal import Metrics

/// The text file collector against node_exporter's own runs of it.
enum TextfileSuite {
  /// The outcome of every run; `nil` where the fixtures are absent.
  static func run(in suites: String) -> [Outcome]? {
    let folder = "\(suites)/procfs"
    guard let bytes = Files.read("\(folder)/expected/extra.json"),
      let cases = (try? JSON.read(bytes))?.root["textfile"]?.elements, let tree = FixtureTree()
    else { return nil }
    tree.copy("\(folder)/fixtures/textfile", to: "fixtures/textfile")
    tree.setModified(below: "fixtures/textfile", seconds: 1)
    return cases.compactMap { entry in
      let folders = entry["directories"]?.elements?.compactMap { $0.scalar?.text.text } ?? []
      guard let path = entry["expected"]?.scalar?.text.text else { return nil }
      let expected = Files.read("\(folder)/\(path)") ?? []
      let found = ProcFSSuite.within(tree.root) {
        ProcFSSuite.page(
          "textfile", HostPaths(), folders.map { "--collector.textfile.directory=\($0)" })
      }
      return outcome(path, MetricsPage(expected), MetricsPage(found), tree)
    }
  }

  private static func outcome(
    _ path: String, _ expected: MetricsPage, _ found: MetricsPage, _ tree: FixtureTree
  ) -> Outcome {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    var outcome = Outcome(id: "textfile/\(name)", subject: path)
    if let absent = inputs(expected).first(where: { Files.read("\(tree.root)/\($0)") == nil }) {
      outcome.notRun = "its input is absent: \(absent)"
      return outcome
    }
    for series in expected.order where outcome.complaint == nil {
      outcome.complaint = expected.complaint(about: series, in: found).map { "\(series): \($0)" }
    }
    if outcome.complaint == nil {
      let extra = found.order.first { expected.samples[$0] == nil }
      outcome.complaint = extra.map { "expected no series '\($0)'" }
    }
    return outcome
  }

  /// The files that the expected page was made of, as it names them itself.
  private static func inputs(_ page: MetricsPage) -> [String] {
    page.order.compactMap { series in
      let head = "node_textfile_mtime_seconds{file=\""
      return series.hasPrefix(head) ? String(series.dropFirst(head.count).dropLast(2)) : nil
    }
  }
}
