internal import Documents
internal import Glibc
internal import Metrics
internal import Presentation
internal import Rules

/// Appends tripwires to a rule file without touching anything that a person wrote.
///
/// Only a new file, or one that began as ours and still is a sound rule file, is written: whole, under another name
/// first, so that a full disk or a crash leaves the old one.
enum TripwireFile {
  /// What was done, or why nothing was.
  typealias Outcome = Result<String, InputFileError>

  /// Writes a group of these tripwires to the end of the file.
  static func append(
    _ tripwires: [(name: ByteString, tripwire: Tripwire)], to path: String, at moment: Timestamp
  ) -> Outcome {
    guard !tripwires.isEmpty else {
      return .failure(InputFileError(message: "no tripwire is set; nothing was written"))
    }
    let clock = LocalTime(moment, in: .utc)
    let name = "tripwires of \(clock.date) \(clock.timeWithSeconds)Z"
    do throws(InputFileError) {
      let former = try former(path)
      let tripwires = fresh(tripwires, RuleFile.read(Array((former ?? "").utf8), name: path).file)
      guard !tripwires.isEmpty else {
        return .failure(
          InputFileError(message: "\(path) has every tripwire already; nothing was written"))
      }
      let count = tripwires.count == 1 ? "1 tripwire" : "\(tripwires.count) tripwires"
      let text = former.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }
      let group = TripwireText.group(tripwires, name: unused(name, former))
      let whole = (text ?? TripwireText.heading + "\ngroups:\n") + group
      try check(whole, former, path)
      try write(Array(whole.utf8), to: path, isNew: former == nil)
      return .success(
        "\(count) " + (former == nil ? "written to the new file" : "appended to") + " \(path)")
    } catch {
      return .failure(error)
    }
  }

  /// The file as it stands; `nil` where there is none.
  private static func former(_ path: String) throws(InputFileError) -> String? {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      guard errno == ENOENT else { throw failure(path) }
      return nil
    }
    let bytes = status.st_mode & S_IFMT == S_IFREG ? try InputFile.read(path) : []
    guard let text = String(validating: bytes, as: UTF8.self),
      text.hasPrefix(TripwireText.heading + "\n")
    else {
      throw InputFileError(
        message: "\(path): exists and was not begun by ':tripwire write'; "
          + "expected a new name, nothing was written")
    }
    return text
  }

  /// The tripwires that the file does not have, under names that it does not have.
  private static func fresh(
    _ tripwires: [(name: ByteString, tripwire: Tripwire)], _ file: RuleFile
  ) -> [(name: ByteString, tripwire: Tripwire)] {
    let rules = file.groups.flatMap(\.rules)
    let conditions = Set(rules.map(\.expressionText))
    var names = Set(rules.map(\.name))
    var number = 1
    return tripwires.filter { !conditions.contains($0.tripwire.condition) }.map { name, tripwire in
      var unused = name
      while !names.insert(unused).inserted {
        unused = ByteString("Tripwire\(number)")
        number += 1
      }
      return (unused, tripwire)
    }
  }

  private static func unused(_ name: String, _ former: String?) -> String {
    var candidate = name
    var number = 2
    while former?.contains("\"\(candidate)\"") == true {
      candidate = "\(name), \(number)"
      number += 1
    }
    return candidate
  }

  /// Refuses what would be no sound rule file, or would change the groups that stand there.
  private static func check(
    _ whole: String, _ former: String?, _ path: String
  ) throws(InputFileError) {
    let before = RuleFile.read(Array((former ?? "").utf8), name: path)
    let after = RuleFile.read(Array(whole.utf8), name: path)
    let problem = (before.problems + after.problems).first { $0.severity == .error }
    if let problem {
      throw InputFileError(message: problem.description + "; nothing was written")
    }
    guard after.file.groups.count == before.file.groups.count + 1,
      after.file.groups.dropLast().elementsEqual(before.file.groups)
    else {
      throw InputFileError(
        message: "\(path): its last group does not end the file; "
          + "expected a new name, nothing was written")
    }
  }

  /// The corresponding C functions are `open`, `fsync`, `link` and `rename`.
  private static func write(
    _ bytes: [UInt8], to path: String, isNew: Bool
  ) throws(InputFileError) {
    let draft = "\(path).ringside-\(getpid())"
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw failure(path) }
    defer { unlink(draft) }
    let isWritten = Output.write(bytes, to: file) && fsync(file) == 0
    let code = errno
    close(file)
    guard isWritten else {
      errno = code
      throw failure(path)
    }
    // A new file takes the name only where nobody has it by now.
    guard (isNew ? link(draft, path) : rename(draft, path)) == 0 else { throw failure(path) }
  }

  private static func failure(_ path: String) -> InputFileError {
    InputFileError(
      message: "\(path): \(String(cString: strerror(errno)).lowercased()); nothing was written")
  }
}
