internal import Documents
internal import Metrics

extension JSONText {
  /// Seconds since the epoch as the HTTP API writes them: `1700000000`, or with all of its milliseconds
  /// `1700000000.500`.
  static func seconds(_ milliseconds: Int64) -> String {
    let sign = milliseconds < 0 ? "-" : ""
    let whole = sign + String(milliseconds.magnitude / 1000)
    let rest = milliseconds.magnitude % 1000
    return rest == 0 ? whole : whole + "." + String(String(1000 + rest).dropFirst())
  }
}
