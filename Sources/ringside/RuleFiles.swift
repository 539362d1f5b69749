internal import Documents
internal import Rules

/// The rule files of a dashboard: those that were named, else those that ship with it.
struct RuleFiles: Sendable {
  private let named: [String]
  private let shared: SharedFiles

  /// Looks for what was named on the command line, else for what is found in `shared`.
  init(_ named: [String], shared: SharedFiles) {
    self.named = named
    self.shared = shared
  }

  /// What the files hold now.
  struct Content: Sendable {
    var files: [RuleFile] = []
    /// What is wrong with them, a text a problem; with any of these the files should not be used.
    var errors: [String] = []
    /// Remarks on rules that can be used.
    var warnings: [String] = []
  }

  /// Reads all files again, and those at `further` paths, which stand instead of the shipped ones too.
  func read(and further: [String] = []) -> Content {
    var content = Content()
    for path in paths(further) {
      do throws(InputFileError) {
        let (file, problems) = RuleFile.read(try InputFile.read(path), name: path)
        content.files.append(file)
        content.errors += problems.filter { $0.severity == .error }.map(\.rendered)
        content.warnings += problems.filter { $0.severity != .error }.map(\.rendered)
      } catch {
        content.errors.append(error.message)
      }
    }
    return content
  }

  private func paths(_ further: [String]) -> [String] {
    guard !named.isEmpty || !further.isEmpty else { return shared.rules }
    let paths = named.flatMap { InputFile.isFolder($0) ? SharedFiles.yamlFiles(in: $0) : [$0] }
    var known: Set<String> = []
    return (paths + further).filter { known.insert($0).inserted }
  }
}
