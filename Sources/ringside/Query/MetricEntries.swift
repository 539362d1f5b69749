internal import Metrics
internal import Presentation
internal import TimeSeries

/// Every metric family of the rings as the screen lists them, sorted by name.
func metricEntries(_ rings: [Ring]) -> [MetricEntry] {
  rings.flatMap { ring in
    ring.families.map { family in
      MetricEntry(
        name: family.name, metadata: family.metadata, jobs: family.jobs, series: family.series)
    }
  }.sorted { $0.name < $1.name }
}
