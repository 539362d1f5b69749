public import Documents
internal import Metrics

extension Dashboard {
  /// Reads a file in Ringside's own format, `docs/dashboards.md`, and checks all that can be checked without samples:
  /// keys, names, the grid, and every expression with values in the place of its variables.
  ///
  /// - Parameters:
  ///   - bytes: the file's content.
  ///   - file: what messages call the file; its last component without the ending is the dashboard's name.
  /// - Returns: what could be read, and all that is wrong, by position. With an error among the problems the dashboard
  ///   should not be shown.
  public static func read(
    _ bytes: [UInt8], file: String
  ) -> (dashboard: Dashboard, problems: [DocumentProblem]) {
    var reader = DashboardReader(FieldReader.yaml(bytes, file: file))
    let dashboard = reader.dashboard(named: name(of: file))
    return (dashboard, reader.fields.problems.sorted { $0.position < $1.position })
  }

  /// The name of the dashboard in a file: the last component of the path without its ending.
  public static func name(of file: String) -> String {
    let last = file.split(separator: "/").last ?? ""
    let stem = last.split(separator: ".", omittingEmptySubsequences: false).dropLast()
    return stem.isEmpty ? String(last) : stem.joined(separator: ".")
  }
}
