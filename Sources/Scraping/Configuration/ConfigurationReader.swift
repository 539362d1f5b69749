internal import Documents
internal import Metrics

/// Turns the tree of a configuration into values and collects all that is wrong.
struct ConfigurationReader {
  var fields: FieldReader
  /// Why the job that is being read is not scraped.
  var obstacle: String?

  init(_ fields: FieldReader) { self.fields = fields }

  /// What was found wrong, by position.
  var sortedProblems: [DocumentProblem] { fields.problems.sorted { $0.position < $1.position } }

  /// The whole configuration.
  mutating func configuration() -> Configuration {
    var result = Configuration(file: fields.file)
    let entries = section(fields.document.root, "the file", ConfigurationKeys.top)
    result.global = global(entries["global"])
    result.rulePatterns = patterns(entries["rule_files"])
    result.jobPatterns = patterns(entries["scrape_config_files"])
    result.jobs = jobs(entries["scrape_configs"], beside: [], result.global)
    result.unsent = unsent(entries)
    if let host = entries["host"] { result.host = self.host(host, result.global) }
    if let bell = entries["bell"] { result.bell = self.bell(bell) }
    result.hooks = hooks(entries["hooks"])
    return result
  }

  /// The jobs of a file that holds nothing else.
  mutating func furtherJobs(beside known: [ScrapeJob], _ global: GlobalSettings) -> [ScrapeJob] {
    let table = KeyTable(reading: "scrape_configs")
    let entries = section(fields.document.root, "the file", table)
    return jobs(entries["scrape_configs"], beside: known, global)
  }

  private mutating func jobs(
    _ entry: Node.Entry?, beside known: [ScrapeJob], _ global: GlobalSettings
  ) -> [ScrapeJob] {
    var jobs: [ScrapeJob] = []
    for node in fields.list(entry) {
      guard let job = job(node, global) else { continue }
      if let first = (known + jobs).first(where: { $0.name == job.name }) {
        fields.refuse(
          job.position,
          "job '\(job.name.text)' is repeated; the first stands at \(first.position); "
            + "expected another 'job_name'")
      }
      jobs.append(job)
    }
    return jobs
  }

  // MARK: - Sections

  /// The entries of a section; unknown keys are errors, keys that are not supported yet are told.
  mutating func section(
    _ node: Node, _ subject: String, _ table: KeyTable
  ) -> [ByteString: Node.Entry] {
    let entries = fields.fields(node, subject, known: table.names)
    for (key, standing) in table.standings {
      guard let entry = entries[key], asksForSomething(entry.value) else { continue }
      switch standing {
      case .read, .accepted: break
      case .pending(let instead):
        fields.warn(entry.position, "'\(key.text)' is not supported yet; \(instead)")
      case .obstacle:
        fields.warn(entry.position, "'\(key.text)' is not supported yet; the job is not scraped")
        obstacle = "'\(key.text)' is not supported yet"
      }
    }
    return entries
  }

  /// Whether a value is none of those that leave everything as it is.
  private func asksForSomething(_ node: Node) -> Bool {
    switch node.content {
    case .scalar(let scalar):
      !scalar.isNull && scalar.boolean != false && scalar.integer != 0 && !scalar.text.isEmpty
    case .sequence(let elements): !elements.isEmpty
    case .mapping(let entries): !entries.isEmpty
    }
  }

  /// A path as it is meant: relative ones below the folder of the file.
  func path(_ text: ByteString) -> String {
    let path = text.text
    guard !path.hasPrefix("/"), let slash = fields.file.lastIndex(of: "/") else { return path }
    return String(fields.file[...slash]) + path
  }

  /// Paths of which only the last part may be a pattern.
  ///
  /// Source: Prometheus, Configuration, `rule_files` and `scrape_config_files`.
  private mutating func patterns(_ entry: Node.Entry?) -> [PathPattern] {
    var patterns: [PathPattern] = []
    for (text, position) in fields.texts(entry) {
      let folder = text.text.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      if folder.contains(where: { $0.contains("*") }) {
        fields.refuse(
          position, "found '\(text.text)'; expected '*' in the last part of the path only")
      } else {
        patterns.append(PathPattern(path: path(text), position: position))
      }
    }
    return patterns
  }

  /// What would be sent away, told and not done.
  private mutating func unsent(_ entries: [ByteString: Node.Entry]) -> [UnsentSection] {
    if let alerting = entries["alerting"] { checkAlerting(alerting.value) }
    for node in fields.list(entries["remote_write"]) where node.isNull {
      fields.refuse(node.position, "found nothing in 'remote_write'; expected a mapping")
    }
    var sections: [UnsentSection] = []
    for key: ByteString in ["alerting", "remote_write"] {
      guard let entry = entries[key], asksForSomething(entry.value) else { continue }
      fields.warn(entry.position, "'\(key.text)' is \(UnsentSection.remark)")
      sections.append(UnsentSection(key: key, position: entry.position))
    }
    return sections
  }

  private mutating func checkAlerting(_ node: Node) {
    let entries = section(node, "'alerting'", ConfigurationKeys.alerting)
    _ = relabelling(entries["alert_relabel_configs"], .utf8)
    for manager in fields.list(entries["alertmanagers"]) {
      if let rules = manager.entries?.first(where: { $0.key == "relabel_configs" }) {
        _ = relabelling(rules, .utf8)
      }
      guard let version = manager.entries?.first(where: { $0.key == "api_version" }),
        version.value.scalar?.text != "v2"
      else { continue }
      fields.wrong(version, "'v2'")
    }
  }
}
