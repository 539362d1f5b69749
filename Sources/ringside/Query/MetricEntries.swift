internal import Metrics
internal import Presentation
internal import TimeSeries

/// Every metric of the sources as the screen lists them, sorted by name.
func metricEntries(_ sources: [any SampleSource]) -> [MetricEntry] {
  sources.flatMap { source in
    source.metrics.map { metric in
      MetricEntry(
        name: metric.name, metadata: metric.metadata, jobs: metric.jobs, series: metric.series)
    }
  }.sorted { $0.name < $1.name }
}
