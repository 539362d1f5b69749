internal import Glibc

/// Finds the files that a pattern stands for.
enum PathExpansion {
  /// The files that `pattern` names, sorted; none where it names none.
  ///
  /// The corresponding C function is `glob`.
  static func paths(_ pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { index in
      found.gl_pathv[index].map { String(cString: $0) }
    }.filter { !InputFile.isFolder($0) }
  }
}
