internal import Metrics
internal import Presentation
internal import Storage
internal import TimeSeries

/// `ringside ring info|verify|repair FILE`: what a ring file holds, whether it is sound, and what can be saved.
struct RingCommand: Equatable {
  /// What is done.
  enum Verb: String, CaseIterable {
    case info, verify, repair
  }

  var verb: Verb?
  var file: String?
  /// Where what is saved goes; `nil` for beside the file.
  var target: String?
  var wantsHelp = false

  /// What `arguments` ask for.
  init(_ arguments: some Sequence<String>) throws(UsageError) {
    var arguments = Arguments(arguments)
    while let word = arguments.next() {
      switch word {
      case "--help", "-h": wantsHelp = true
      case "--to": target = try arguments.value(of: word)
      default: try take(word)
      }
    }
  }

  private mutating func take(_ word: String) throws(UsageError) {
    guard !word.hasPrefix("-") else {
      throw UsageError(message: "unknown option '\(word)'; see 'ringside ring --help'")
    }
    if verb == nil {
      verb = Verb(rawValue: word)
      guard verb != nil else {
        throw UsageError(message: "unknown word '\(word)'; expected info, verify or repair")
      }
    } else if file == nil {
      file = word
    } else {
      throw UsageError(message: "more than one file: '\(word)'; expected one")
    }
  }

  /// The help of the command.
  static let help = """
    usage: ringside ring info FILE
           ringside ring verify FILE
           ringside ring repair FILE [--to NEW]
    Says what a ring file holds, whether all of it is as it was written, or copies what is into a new
    file (FILE.repaired), which may then take the place of the old one.

    Exit status: 0 fine, 1 something is damaged, or the file is no ring file, 2 usage, 3 the file cannot
    be read or written.

    """

  /// Does it.
  func run() throws(UsageError) -> ExitStatus {
    if wantsHelp { return Output.print(Self.help) }
    guard let verb, let file else {
      throw UsageError(message: "expected 'ringside ring info|verify|repair FILE'")
    }
    do throws(StorageError) {
      switch verb {
      case .info: return try info(file)
      case .verify: return try verify(file)
      case .repair: return try repair(file)
      }
    } catch {
      Output.diagnose("\(error)")
      return error.number == 0 ? .bad : .world
    }
  }

  // MARK: - Info

  private func info(_ file: String) throws(StorageError) -> ExitStatus {
    let (source, _) = try Recording.open(file)
    let holder = WriterLock.holder(of: Folders.absolute(file))
    return Output.print(RingCommand.table(source.summary, holder: holder))
  }

  /// The facts of a file, a line each.
  static func table(_ summary: RingFileSummary, holder: Holder?) -> String {
    let facts = summary.facts
    var lines = [
      line("host", facts.hostName), line("machine", facts.machineID),
      line("zone", facts.zoneName), line("made", ByteString(time(facts.created))),
      line("made by", facts.program),
      line("interval", ByteString(PrometheusDuration.text(.milliseconds(facts.interval)))),
      line("samples", ByteString(span(summary))),
      line("written", ByteString(time(summary.lastFlush))),
      line("size", ByteString("at most \(bytes(summary.fileBytes))")),
      line("index", ByteString("\(bytes(summary.indexBytes)) of \(bytes(summary.indexLimit))")),
      line(
        "journal", ByteString("\(bytes(summary.journalBytes)) of \(bytes(summary.journalLimit))")),
    ]
    if let holder { lines.append(line("written by", ByteString(Keeping.words(holder)))) }
    for (ringClass, share) in summary.shares.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      let reach = [
        ("raw", share.raw.oldest), ("10 s", share.tenSeconds.oldest),
        ("1 min", share.minute.oldest),
      ].compactMap { name, oldest in oldest.map { "\(name) from \(time($0))" } }
      let parts =
        ["\(share.series) series", "\(share.segments) of \(share.segmentLimit) segments"] + reach
      lines.append(line("\(ringClass)", ByteString(parts.joined(separator: ", "))))
    }
    return lines.joined()
  }

  private static func line(_ name: String, _ value: ByteString) -> String {
    let space = String(repeating: " ", count: max(1, 12 - name.utf8.count))
    return "\(name)\(space)\(value.isEmpty ? "–" : DisplayText(value, limit: 200).text)\n"
  }

  private static func span(_ summary: RingFileSummary) -> String {
    guard let oldest = summary.oldest, let newest = summary.newest else { return "none" }
    let seconds = max(0, newest.milliseconds - oldest.milliseconds) / 1000
    let length = PrometheusDuration.text(.seconds(seconds))
    return "\(time(oldest)) to \(time(newest)), \(length)"
  }

  private static func time(_ moment: Timestamp?) -> String {
    guard let moment else { return "–" }
    let clock = LocalTime(moment, in: .utc)
    return "\(clock.date)T\(clock.timeWithSeconds)Z"
  }

  private static func bytes(_ count: Int) -> String {
    Presentation.Unit.bytes.text(Double(count))
  }

  // MARK: - Verify and repair

  /// Nobody may be writing what is read in full.
  private func refuseWritten(_ file: String) throws(StorageError) {
    guard let holder = WriterLock.holder(of: Folders.absolute(file)) else { return }
    throw StorageError(
      path: file, reason: "held by \(Keeping.words(holder)); expected nobody to write it")
  }

  private func verify(_ file: String) throws(StorageError) -> ExitStatus {
    try refuseWritten(file)
    let bytes = try DescriptorFile(file, .reading)
    let damage: [FileDamage]
    do throws(RingFileError) {
      damage = try RingFile.verify(bytes)
    } catch {
      throw StorageError(file, error)
    }
    for place in damage {
      _ = Output.line(DisplayText("\(file):\(place.offset): \(place.words)", limit: 400).text)
    }
    guard damage.isEmpty else {
      Output.diagnose(
        "\(file): \(damage.count) damaged places; 'ringside ring repair \(file)' saves the rest")
      return .bad
    }
    return Output.print("\(DisplayText(file, limit: 300).text): as it was written\n")
  }

  private func repair(_ file: String) throws(StorageError) -> ExitStatus {
    try refuseWritten(file)
    let target = target ?? file + ".repaired"
    guard !InputFile.exists(target) else {
      throw StorageError(path: target, reason: "is there already; expected '--to' a new file")
    }
    let old = try DescriptorFile(file, .reading)
    let new = try DescriptorFile(target, .creating(mode: 0o600))
    let report: RepairReport
    do throws(RingFileError) {
      report = try RingFile.repair(from: old, to: new)
    } catch {
      OutputFile.remove(target)
      throw StorageError(file, error)
    }
    for place in report.lost {
      _ = Output.line(DisplayText("lost at byte \(place.offset): \(place.words)", limit: 400).text)
    }
    return Output.print(
      "\(DisplayText(target, limit: 300).text): \(report.blocks) blocks of \(report.series) series, "
        + "\(report.lost.count) places lost\n")
  }
}
