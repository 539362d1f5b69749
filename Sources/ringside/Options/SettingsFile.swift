internal import Documents
internal import Glibc
internal import Metrics
internal import Presentation

/// The file that keeps a person's settings: the program's own, and written only when the person asks for that.
struct SettingsFile {
  /// Where the file is.
  let path: String

  /// `$XDG_CONFIG_HOME/ringside/settings.yaml`; `nil` where there is no such place.
  static var ofThisPerson: SettingsFile? {
    let named = Environment.value("XDG_CONFIG_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    guard let folder = named ?? home.map({ $0 + "/.config" }) else { return nil }
    return SettingsFile(path: folder + "/ringside/settings.yaml")
  }

  private static var home: String? {
    Environment.value("HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
  }

  /// The path with `~` for the person's own folder.
  var shownPath: String {
    guard let home = SettingsFile.home, path.hasPrefix(home + "/") else { return path }
    return "~" + path.dropFirst(home.utf8.count)
  }

  /// A file that begins otherwise was written by a person, and is not touched.
  private static let firstLine = "# Written by ringside when its settings (O) were kept with w."
  private static let largest = 65_536
}

// MARK: - Reading

extension SettingsFile {
  /// The settings that were kept, and what is wrong with the file; where anything is, nothing of it counts.
  func read() -> (settings: Settings, problem: String?) {
    switch bytes() {
    case .success(nil): return (Settings(), nil)
    case .failure(let problem): return (Settings(), problem.message)
    case .success(let bytes?):
      switch SettingsFile.parsed(bytes) {
      case .success(let settings): return (settings, nil)
      case .failure(let problem): return (Settings(), "\(shownPath):\(problem.message)")
      }
    }
  }

  /// What is wrong with a file of settings.
  struct Problem: Error, Equatable {
    var message: String
  }

  /// The settings that a text writes: `name: choice` a line.
  static func parsed(_ bytes: [UInt8]) -> Result<Settings, Problem> {
    do throws(DocumentError) {
      let root = try YAML.read(bytes).root
      guard !root.isNull else { return .success(Settings()) }
      guard let entries = root.entries else {
        return .failure(Problem(message: "\(root.position): expected names with choices"))
      }
      var settings = Settings()
      for entry in entries {
        if let problem = take(entry, &settings) { return .failure(problem) }
      }
      return .success(settings)
    } catch {
      return .failure(Problem(message: error.description))
    }
  }

  private static func take(_ entry: Node.Entry, _ settings: inout Settings) -> Problem? {
    guard let name = SettingName(rawValue: entry.key.text) else {
      let names = SettingName.allCases.map(\.rawValue).joined(separator: ", ")
      let key = DisplayText(entry.key, limit: 64).text
      return Problem(
        message: "\(entry.position): unknown setting '\(key)'; expected \(names)")
    }
    guard let word = entry.value.scalar?.text.text else {
      return Problem(message: "\(entry.value.position): \(name.rawValue): expected one word")
    }
    let shown = DisplayText(word, limit: 64).text
    return settings.set(name, to: shown).map {
      Problem(message: "\(entry.value.position): \($0)")
    }
  }

  /// The file's bytes; `nil` where there is none.
  ///
  /// The corresponding C function is `open` with `O_NOFOLLOW`.
  private func bytes() -> Result<[UInt8]?, Problem> {
    let file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return .success(nil) }
      return .failure(problem(errno == ELOOP ? "is a link; expected a file" : reason))
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return .failure(problem("is no file"))
    }
    guard status.st_uid == geteuid() else {
      return .failure(problem("belongs to somebody else"))
    }
    guard status.st_size <= SettingsFile.largest else {
      return .failure(problem("is larger than 64 KiB"))
    }
    var bytes = [UInt8](repeating: 0, count: SettingsFile.largest)
    let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
    guard count >= 0 else { return .failure(problem(reason)) }
    return .success(Array(bytes.prefix(count)))
  }

  private func problem(_ what: String) -> Problem { Problem(message: "\(shownPath): \(what)") }
  private var reason: String { String(cString: strerror(errno)).lowercased() }
}

// MARK: - Writing

extension SettingsFile {
  /// The text that keeps settings.
  static func text(_ settings: Settings) -> String {
    let lines = SettingName.allCases.map { name in
      // Quoted, as `on` and `off` are no texts in YAML 1.1.
      "\(name.rawValue): \"\(settings.word(name))\"\n"
    }
    return firstLine + "\n" + lines.joined()
  }

  /// Keeps settings: a new file takes the place of the old one at once; what went wrong, in words, or `nil`.
  func write(_ settings: Settings) -> String? {
    switch bytes() {
    case .failure(let problem): return "settings are not written: \(problem.message)"
    case .success(let old):
      let first = Array(SettingsFile.firstLine.utf8)
      guard old?.starts(with: first) ?? true else {
        return "settings are not written: \(shownPath) was written by hand; expected none"
      }
    }
    makeFolders()
    let new = path + ".\(getpid())"
    let file = open(new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { return "settings are not written: \(problem(reason).message)" }
    let isWritten =
      Output.write(Array(SettingsFile.text(settings).utf8), to: file) && fsync(file) == 0
    close(file)
    guard isWritten, rename(new, path) == 0 else {
      let why = problem(reason).message
      unlink(new)
      return "settings are not written: \(why)"
    }
    return nil
  }

  private func makeFolders() {
    var folder = ""
    for part in path.split(separator: "/").dropLast() {
      folder += "/" + part
      mkdir(folder, 0o700)
    }
  }
}
