internal import Glibc

/// The bench: runs workloads and prints what they cost, one `row: value unit` a line.
///
/// `ringside-bench` runs all, `ringside-bench NAME…` some; `--list` names them. `--counted` runs each once and prints
/// only how many units it did, for a run under callgrind (`Scripts/bench`).
@main struct RingsideBench {
  private static let workloads: [Workload] = [.host, .herd, .parse]

  static func main() {
    var names = CommandLine.arguments.dropFirst().filter { !$0.hasPrefix("--") }
    let options = Set(CommandLine.arguments.dropFirst().filter { $0.hasPrefix("--") })
    let known = workloads.map(\.name)
    if options == ["--list"] { return print(known.joined(separator: "\n")) }
    guard options.isSubset(of: ["--counted"]), Set(names).isSubset(of: known) else {
      fail(
        "usage: ringside-bench [--list] [--counted] [\(known.joined(separator: "|"))…]", status: 2)
    }
    if names.isEmpty { names = known }
    for workload in workloads where names.contains(workload.name) {
      do {
        let result = try options.isEmpty ? workload.measured() : workload.counted()
        for row in result { print(row) }
      } catch {
        fail("\(workload.name): \(error)", status: 3)
      }
    }
  }

  private static func fail(_ message: String, status: Int32) -> Never {
    let line = Array("ringside-bench: \(message)\n".utf8)
    write(2, line, line.count)
    exit(status)
  }
}
