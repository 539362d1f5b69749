internal import Documents
internal import Metrics

extension ConfigurationReader {
  /// One entry of `scrape_configs`.
  mutating func job(_ node: Node, _ global: GlobalSettings) -> ScrapeJob? {
    guard node.entries != nil else {
      fields.refuse(node.position, "found \(node.kindText) in 'scrape_configs'; expected a job")
      return nil
    }
    obstacle = nil
    let entries = section(node, "a job", ConfigurationKeys.job)
    var job = ScrapeJob(name: fields.text(entries["job_name"]) ?? "", position: node.position)
    if job.name.isEmpty {
      fields.refuse(
        entries["job_name"]?.value.position ?? node.position,
        "a job has no 'job_name'; expected one")
    }
    let names = nameScheme(entries["metric_name_validation_scheme"]) ?? global.names
    checkEscaping(entries["metric_name_escaping_scheme"], names)
    (job.interval, job.timeout) = times(entries, global)
    readRequest(entries, &job)
    readPage(entries, &job, global)
    job.access = access(entries)
    job.relabelling = relabelling(entries["relabel_configs"], names)
    job.metricRelabelling = relabelling(entries["metric_relabel_configs"], names)
    job.groups = fields.list(entries["static_configs"]).compactMap { group($0, names) }
    job.obstacle = obstacle
    readTargets(&job)
    return job
  }

  private mutating func readRequest(_ entries: [ByteString: Node.Entry], _ job: inout ScrapeJob) {
    if let path = fields.text(entries["metrics_path"]), !path.isEmpty { job.metricsPath = path }
    if let entry = entries["scheme"], let scheme = fields.text(entry), !scheme.isEmpty {
      if scheme == "http" || scheme == "https" {
        job.scheme = scheme
      } else {
        fields.wrong(entry, "'http' or 'https'")
      }
    }
    guard let params = entries["params"], !params.value.isNull else { return }
    guard let pairs = params.value.entries else {
      return fields.wrong(params, "a mapping of names to lists of values")
    }
    job.parameters = pairs.map { pair in
      QueryParameter(name: pair.key, values: fields.texts(pair).map(\.text))
    }.sorted { $0.name < $1.name }
  }

  private mutating func readPage(
    _ entries: [ByteString: Node.Entry], _ job: inout ScrapeJob, _ global: GlobalSettings
  ) {
    job.honorsLabels = fields.boolean(entries["honor_labels"]) ?? false
    job.honorsTimestamps = fields.boolean(entries["honor_timestamps"]) ?? true
    job.limits = limits(entries).or(global.limits)
    job.protocols = protocols(entries["scrape_protocols"]) ?? global.protocols
    if let entry = entries["fallback_scrape_protocol"], let text = fields.text(entry),
      !text.isEmpty
    {
      job.fallbackProtocol = knownProtocol(text, entry.value.position)
    }
  }

  private mutating func group(_ node: Node, _ names: NameScheme) -> StaticGroup? {
    let entries = section(node, "an entry of 'static_configs'", ConfigurationKeys.staticGroup)
    guard !entries.isEmpty else { return nil }
    let targets = fields.texts(entries["targets"])
    return StaticGroup(
      targets: targets.map { StaticGroup.Address(text: $0.text, position: $0.position) },
      labels: labels(fields.pairs(entries["labels"]), names))
  }

  // MARK: - Targets

  /// Relabels the targets and makes addresses of what remains.
  private mutating func readTargets(_ job: inout ScrapeJob) {
    var targets: [JobTarget] = []
    for group in job.groups {
      for address in group.targets {
        let builder = JobTargetBuilder(job: job, group: group, address: address.text)
        do throws(ScrapeTargetError) {
          if let target = try builder.target(), !targets.contains(target) {
            targets.append(target)
          }
        } catch {
          fields.refuse(address.position, error.description)
        }
      }
    }
    if let limit = job.limits.targets, targets.count > limit {
      job.obstacle = "\(targets.count) targets, more than its 'target_limit' of \(limit)"
      fields.warn(
        job.position,
        "job '\(job.name.text)' has \(targets.count) targets, more than its 'target_limit' of "
          + "\(limit); it is not scraped")
    }
    job.targets = job.obstacle == nil ? targets : []
  }
}
