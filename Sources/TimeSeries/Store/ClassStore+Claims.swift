internal import Metrics

/// Who wants room in the tables of a class, and when.
struct SeriesClaim: Equatable {
  var payer: UInt16
  /// The time of the sample that is to be written.
  var time: Int64
  /// Whether the ring had the series before and had to forget it.
  var isReturning: Bool
  /// Whether it is what a scrape says about itself.
  var isReport: Bool

  /// The families of what a scrape says about itself: without them nobody knows that a target is there.
  static let reports: [ByteString] = [
    "up", "scrape_duration_seconds", "scrape_samples_scraped",
    "scrape_samples_post_metric_relabeling", "scrape_series_added",
  ]
}

/// Who has to go for a claim when the tables are full.
///
/// A series that is still being written stays: it would come back with its next sample, and push out another. Where all
/// are, the claim is refused; but each payer may have an even share, at the cost of those who have more, and what a
/// scrape says about itself always finds room.
extension ClassStore {
  /// For how many milliseconds a series that has just begun is taken to go on.
  private static let grace: UInt64 = 60_000
  /// How many series more than an even share a payer must have to lose one that is being written; more than are
  /// forgotten at once, so that nobody falls below the share.
  private static let excess = 40

  /// What the claim finds when it looks for room.
  struct Survey {
    /// What each payer may have of the series that there are.
    var evenShare: Int
    /// The families of what scrapes say about themselves; none where a page uses their names for much else.
    var reports: [UInt32]
  }

  /// What a claim finds now.
  func survey() -> Survey {
    let reports = SeriesClaim.reports.compactMap { name -> UInt32? in
      guard let symbol = index.symbol(name), index.symbols[symbol].family != .none else {
        return nil
      }
      return index.symbols[symbol].family
    }
    let most = payers.count * 2 + 8
    let areFew = reports.allSatisfy { index.families[$0].series <= most }
    return Survey(
      evenShare: index.series.entries.count / max(1, payers.count),
      reports: areFew ? reports : [])
  }

  /// Whether a series stays where it is when the claim finds no room.
  func isSpared(_ series: UInt32, for claim: SeriesClaim, _ survey: Survey) -> Bool {
    let entry = index[series]
    guard entry.active != .none, isWritten(active[entry.active], entry.payer, claim) else {
      return false
    }
    if survey.reports.contains(entry.family) { return true }
    if claim.isReport, !survey.reports.isEmpty { return false }
    guard payers.held(claim.payer) < survey.evenShare else { return true }
    return payers.held(entry.payer) <= survey.evenShare + ClassStore.excess
  }

  /// Whether there is a place for what the writer keeps of one more series, made where there was none.
  ///
  /// Of some of the series that are not spared the sixteenth that was written least recently makes room: what is not
  /// written any more is put away, what is written is forgotten, as it would come back.
  mutating func makeActiveRoom(for claim: SeriesClaim) -> Bool {
    if active.hasRoom { return true }
    let survey = survey()
    let series =
      refused == claim
      ? []
      : sampled(active.highWater) {
        $1.active[$0].generation != 0 && !$1.isSpared($1.active[$0].series, for: claim, survey)
      }.map { active[$0].series }
    guard !series.isEmpty else {
      refused = claim
      return false
    }
    let times = series.map { lastTime($0) }.sorted()
    let limit = times[times.count / 16]
    for series in series.filter({ lastTime($0) <= limit }).prefix(times.count / 16 + 1) {
      if isWritten(active[index[series].active], index[series].payer, claim) {
        forgetWithBlocks(series)
      } else {
        deactivate(series)
      }
    }
    return true
  }

  /// Whether the next sample of a series is still to be expected: it is late by less than an interval.
  private func isWritten(
    _ series: ActiveSeries, _ payer: UInt16, _ claim: SeriesClaim
  ) -> Bool {
    // One that was declared is written next.
    guard series.lastTime != .min else { return true }
    let age = claim.time.saturatingSubtracting(series.lastTime).magnitude
    guard series.previousTime != .min else {
      // What is new may take the place of what was new before, from the same payer.
      let isReplaceable = !claim.isReturning && payer == claim.payer
      return age <= (isReplaceable ? 0 : ClassStore.grace)
    }
    return age / 2 <= series.lastTime.saturatingSubtracting(series.previousTime).magnitude
  }
}
