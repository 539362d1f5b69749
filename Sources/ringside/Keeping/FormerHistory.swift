internal import Metrics
internal import TimeSeries

/// What others had written before this process began, of a file that goes on with what this one writes.
struct FormerHistory: SampleStandIn {
  let source: (any SampleSource)?
  /// When this process began.
  let end: Timestamp

  func read(
    _ ringClass: RingClass, _ matchers: [LabelMatcher], _ request: SampleRequest,
    into found: inout [SelectedSeries]
  ) {
    var former = request
    former.through = min(request.through, end.milliseconds)
    guard former.after < former.through else { return }
    source?.read(ringClass, matchers, former, into: &found)
  }
}
