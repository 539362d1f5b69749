internal import Documents
internal import Metrics

/// The query engine against Prometheus's own scripts.
enum PromQLSuite {
  /// The outcome of every evaluation; `nil` where the scripts are absent.
  static func run(in suites: String) -> [Outcome]? {
    let folder = "\(suites)/promql/scripts"
    let names = Files.names(in: folder).filter { $0.hasSuffix(".test") }
    guard !names.isEmpty else { return nil }
    let histograms = histogramIDs(Files.read("\(suites)/promql/index.json") ?? [])
    return names.flatMap { name in
      let text = String(decoding: Files.read("\(folder)/\(name)") ?? [], as: UTF8.self)
      var runner = ScriptRunner()
      return runner.run(Script(text), name: name).map { outcome in
        var outcome = outcome
        outcome.touchesHistograms = histograms.contains(outcome.id)
        return outcome
      }
    }
  }

  /// The evaluations that touch native histograms.
  private static func histogramIDs(_ index: [UInt8]) -> Set<String> {
    var result: Set<String> = []
    for entry in (try? JSON.read(index))?.root.elements ?? [] {
      let needs = entry["needs"]?.elements?.compactMap { $0.scalar?.text.text } ?? []
      if needs.contains("native-histograms"), let id = entry["id"]?.scalar?.text.text {
        result.insert(id)
      }
    }
    return result
  }
}
