public import Metrics

extension RuleBook {
  /// Goes on where another book has stopped: its silences hold, and an alert that the rules show soon is the one that
  /// it was.
  ///
  /// An alert that fired fires on since it did, in the hands it was in. One that was pending has been so for as long as it
  /// was seen: the time in which nobody judged does not count, as in Prometheus. One that its rule keeps firing does so
  /// until the moment at which it would have resolved, whether anybody judged meanwhile or not.
  /// - Parameters:
  ///   - memory: what was known then.
  ///   - now: the time now.
  public mutating func remember(_ memory: AlertMemory, at now: Timestamp) {
    for silence in memory.silences where silence.until > now {
      guard !silences.contains(where: { $0.matchers == silence.matchers }) else { continue }
      silences.append(silence)
    }
    self.memory = memory
    for group in groups.indices {
      for rule in groups[group].rules.indices {
        adopt(group, rule, memory, now)
        keep(group, rule, memory, now)
      }
    }
  }

  /// Gives the alerts that are there already, as the history came late, what was known of them.
  private mutating func adopt(
    _ group: Int, _ rule: Int, _ memory: AlertMemory, _ now: Timestamp
  ) {
    guard case .alerting(let terms) = groups[group].rules[rule].rule.kind else { return }
    let active = groups[group].rules[rule].register.active.map(\.labels)
    for labels in active {
      guard let entry = memory.entry(labels, at: now, every: groups[group].interval) else {
        continue
      }
      groups[group].rules[rule].register.update(labels) { $0.adopt(entry, terms.hold, at: now) }
    }
    self.memory?.forget(active)
  }

  /// Brings back the alerts of a rule that fired, whose condition may no longer hold, and whose time is not over.
  ///
  /// That a condition held no longer is known of what was kept already; else it did at the end of what was written.
  private mutating func keep(
    _ group: Int, _ rule: Int, _ memory: AlertMemory, _ now: Timestamp
  ) {
    let standing = groups[group].rules[rule]
    guard case .alerting(let terms) = standing.rule.kind, terms.keepFiringFor > .zero,
      !groups[group].isSession
    else { return }
    for (labels, entry) in memory.alerts.sorted(by: { $0.key < $1.key })
    where entry.isFiring && standing.rule.mayMake(labels) {
      let until = entry.keptUntil ?? entry.lastSeen + terms.keepFiringFor
      guard until > now, standing.register.alerts[labels] == nil else { continue }
      var alert = AlertStatus(
        name: standing.rule.name, labels: labels, state: .firing, activeAt: entry.activeAt)
      alert.adopt(entry, terms.hold, at: now)
      alert.keepFiringUntil = until
      alert.annotations = terms.annotations(ofUnknownValue: labels, options.externalLabels, now)
      groups[group].rules[rule].register.restore(alert)
      self.memory?.forget([labels])
    }
  }

  /// What is written down of the alerts of all groups but the session's, each series once.
  private func samples(
    _ sample: (AlertStatus) -> (labels: Labels, value: Double)?
  ) -> [(labels: Labels, value: Double)] {
    var known: Set<Labels> = []
    return groups.filter { !$0.isSession }
      .flatMap { $0.rules.flatMap { $0.register.active.compactMap(sample) } }
      .filter { known.insert($0.labels).inserted }
  }

  /// Writes down until when alerts are kept firing, for whoever comes after this process.
  mutating func recordKept(at now: Timestamp, _ append: (SampleBatch) -> Void) {
    let batch = keptOutput.batch(
      samples(AlertSeries.kept), origin: .events, at: now,
      help: "Until when an alert fires whose condition no longer holds, in Unix seconds.", &slots)
    guard !batch.slots.isEmpty || !batch.ended.isEmpty else { return }
    append(batch)
    slots.release(batch.ended)
  }

  /// Writes down who has taken on what, so that it is known of any moment and to whoever comes after this process.
  mutating func recordAcknowledgements(at now: Timestamp, _ append: (SampleBatch) -> Void) {
    let batch = acknowledgementOutput.batch(
      samples(AlertSeries.acknowledgement), origin: .events, at: now,
      help: "When an alert was taken on, in Unix seconds.", &slots)
    guard !batch.slots.isEmpty || !batch.ended.isEmpty else { return }
    append(batch)
    slots.release(batch.ended)
  }
}

extension Rule {
  /// Whether an alert with these labels may be one of this rule's.
  fileprivate func mayMake(_ alert: Labels) -> Bool {
    alert["alertname"] == name
      && labels.allSatisfy { label in
        label.name == "alertname" || !label.template.isConstant
          || alert[label.name] ?? "" == label.template.text
      }
  }
}

extension AlertTerms {
  /// The texts about an alert that do without its value, which nobody knows any more.
  fileprivate func annotations(
    ofUnknownValue labels: Labels, _ externalLabels: Labels, _ now: Timestamp
  ) -> Labels {
    let context = TemplateContext(
      alertLabels: labels.setting("alertname", to: ""), value: .nan,
      externalLabels: externalLabels, now: now)
    return Labels(
      annotations.compactMap { label -> (name: ByteString, value: ByteString)? in
        let text = label.template.text.text
        guard !text.contains("$value"), !text.contains(".Value"),
          let words = try? label.template.expand(context, name: "annotation")
        else { return nil }
        return (label.name, words)
      })
  }
}

extension AlertStatus {
  /// Becomes the alert that it was before, for a rule whose condition must hold for `hold`.
  mutating func adopt(_ entry: AlertMemory.Entry, _ hold: Duration, at now: Timestamp) {
    acknowledgement = acknowledgement ?? entry.acknowledgement
    guard entry.isFiring else {
      activeAt = min(activeAt, now - (entry.lastSeen - entry.activeAt))
      return
    }
    activeAt = min(activeAt, entry.activeAt)
    firedAt = min(max(activeAt, activeAt + hold), entry.lastSeen)
    state = .firing
  }
}
