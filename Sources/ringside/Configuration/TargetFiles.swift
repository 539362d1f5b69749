internal import Scraping

/// Where targets are named: on the command line, and in the files that are read again at every reload.
struct TargetFiles: Sendable {
  /// The configuration and the rule files.
  let files: SetupFiles
  /// The targets of the command line.
  let named: [ScrapeTarget]
  /// How those are scraped, and what jobs take where they say nothing.
  let options: ScrapeOptions

  /// Whether there are targets, or may be after a reload.
  var mayHaveAny: Bool { !named.isEmpty || files.configuration != nil }

  /// The targets of the command line and of a configuration.
  func plans(_ configuration: Configuration) -> [ScrapePlan] {
    named.map { ScrapePlan(target: $0, options: options) }
      + configuration.jobs.flatMap { $0.plans(options) }
  }
}
