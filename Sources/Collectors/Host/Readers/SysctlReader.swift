internal import Metrics

/// Settings of the kernel that are named, `sysctl`.
enum SysctlReader {
  /// What an option asks for: `fs.file-nr:total,current,max`.
  private struct Wish {
    var name: String
    /// What the numbers are called; empty where they are counted.
    var keys: [String]
    var isText: Bool

    init(_ text: String, isText: Bool) {
      let parts = text.split(separator: ":", maxSplits: 1)
      name = parts.first.map(String.init) ?? ""
      keys = parts.count > 1 ? parts[1].split(separator: ",").map(String.init) : []
      self.isText = isText
    }
  }

  private static let info = Family.gauge("node_sysctl_info", "sysctl info")

  static func settings(_ options: HostOptions) -> ReadPart {
    let wishes =
      options.settings.values("sysctl.include").map { Wish($0, isText: false) }
      + options.settings.values("sysctl.include-info").map { Wish($0, isText: true) }
    let paths = options.paths
    return ReadPart { writer in
      for wish in wishes { write(wish, paths, to: &writer) }
    }
  }

  private static func write(_ wish: Wish, _ paths: HostPaths, to writer: inout SampleWriter) {
    // A name is a path with dots; one that would lead out of the folder is none.
    let path = wish.name.split(separator: ".").joined(separator: "/")
    let isSafe = !wish.name.contains("/") && !path.isEmpty
    guard isSafe, let text = Tree.text(paths.proc("sys/\(path)")) else { return writer.fail() }
    let words = text.split { $0 == " " || $0 == "\t" || $0 == "\n" }.map(String.init)
    if wish.isText {
      for (index, word) in words.enumerated() {
        writer.put(info, [("name", wish.name), ("value", word), ("index", "\(index)")], 1)
      }
      return
    }
    let numbers = words.compactMap { Int64($0).map { Double($0) } }
    guard !words.isEmpty, numbers.count == words.count,
      wish.keys.isEmpty || (wish.keys.count == numbers.count && numbers.count > 1)
    else { return writer.fail() }
    writeNumbers(wish, numbers, to: &writer)
  }

  private static func writeNumbers(
    _ wish: Wish, _ numbers: [Double], to writer: inout SampleWriter
  ) {
    let metric = "node_sysctl_\(Tree.metricName(wish.name))"
    for (index, number) in numbers.enumerated() {
      if !wish.keys.isEmpty {
        let family = Family.untyped(
          "\(metric)_\(wish.keys[index])", "sysctl \(wish.name), field \(index)")
        writer.put(family, [], number)
      } else {
        let family = Family.untyped(metric, "sysctl \(wish.name)")
        writer.put(family, numbers.count > 1 ? [("index", "\(index)")] : [], number)
      }
    }
  }
}
