/// What became of one case of a suite.
struct Outcome {
  var id: String
  /// What was evaluated or parsed.
  var subject: String
  /// What is wrong, expected and found; `nil` where nothing is.
  var complaint: String?
  /// Whether native histograms take part, so that the case may be listed as a known failure.
  var touchesHistograms = false
  /// Why the case could not be tried, which is neither right nor wrong; `nil` where it was.
  var notRun: String?
}
