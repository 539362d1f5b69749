internal import Documents
internal import Metrics

extension JSONText {
  /// Seconds since the epoch, the shortest that reads back: `1700000000` or `1700000000.5`.
  static func seconds(_ milliseconds: Int64) -> String {
    FloatText.shortest(Double(milliseconds) / 1000)
  }
}
