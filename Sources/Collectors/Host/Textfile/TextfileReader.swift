internal import Glibc
internal import Metrics

/// Metrics that other programs leave in files, `textfile`.
///
/// A folder that cannot be read and a file that is no page are a `node_textfile_scrape_error` and stop nothing else.
enum TextfileReader {
  private static let error = Family.gauge(
    "node_textfile_scrape_error",
    "1 if there was an error opening or reading a file, 0 otherwise")
  private static let modified = Family.gauge(
    "node_textfile_mtime_seconds", "Unixtime mtime of textfiles successfully read.")

  /// A file that was read.
  private struct File {
    var path: String
    var modifiedSeconds: Double
    var page: TextfilePage
  }

  static func textfile(_ options: HostOptions) -> ReadPart {
    let patterns = options.settings.values("textfile.directory")
    return ReadPart { writer in
      var hasError = false
      var files: [File] = []
      for folder in patterns.flatMap(folders) { read(folder, into: &files, &hasError) }
      if write(files, to: &writer) { hasError = true }
      for file in files { writer.put(modified, [("file", file.path)], file.modifiedSeconds) }
      writer.put(error, hasError ? 1 : 0)
    }
  }

  /// The folders that a pattern names; the pattern itself where nothing is found.
  ///
  /// The corresponding C function is `glob`.
  private static func folders(_ pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, 0, nil, &found) == 0, let paths = found.gl_pathv else { return [pattern] }
    let names = (0..<Int(found.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }
    return names.isEmpty ? [pattern] : names
  }

  private static func read(_ folder: String, into files: inout [File], _ hasError: inout Bool) {
    guard let names = Tree.contents(folder) else {
      hasError = true
      return
    }
    for name in names where name.hasSuffix(".prom") {
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      guard let bytes = Tree.bytes(path), let page = TextfilePage(bytes),
        let seconds = Tree.modificationSeconds(path)
      else {
        hasError = true
        continue
      }
      files.append(File(path: path, modifiedSeconds: seconds, page: page))
    }
  }

  /// Writes the families of all files; whether two files contradict each other.
  ///
  /// A family that several files have is one family; the first HELP text and type count, and a file with another is left
  /// out of it.
  private static func write(_ files: [File], to writer: inout SampleWriter) -> Bool {
    var isContradictory = false
    var helps: [ByteString: ByteString] = [:]
    var types: [ByteString: MetricType] = [:]
    var sources: [ByteString: [String]] = [:]
    var wanted: [TextfilePage.Family] = []
    for file in files {
      for family in file.page.families where !family.samples.isEmpty {
        let hasOtherHelp = family.help.map { $0 != helps[family.name, default: $0] } ?? false
        guard !hasOtherHelp, types[family.name, default: family.type] == family.type else {
          isContradictory = true
          continue
        }
        if let help = family.help { helps[family.name] = help }
        types[family.name] = family.type
        sources[family.name, default: []].append(file.path)
        wanted.append(family)
      }
    }
    for family in wanted {
      let source = (sources[family.name] ?? []).joined(separator: ", ")
      let help = helps[family.name]?.text ?? "Metric read from \(source)"
      let described = Family(family.name.text, family.type, help)
      for sample in family.samples {
        writer.put(described, as: sample.name, sample.labels, sample.value)
      }
    }
    return isContradictory
  }
}
