public import Metrics

extension RingFile {
  /// What is not as it was written, everything read and checked.
  ///
  /// - Parameter bytes: the file, which nobody is writing.
  /// - Returns: the places, in the order of the file; none where it is as it was written.
  /// - Throws: where it cannot be read or is no ring file of this version.
  public static func verify(_ bytes: any FileBytes) throws(RingFileError) -> [FileDamage] {
    let contents = try FileContents(bytes)
    var check = FileCheck(contents, bytes)
    do throws(FileFailure) {
      try check.segments { _, _ in }
    } catch {
      throw .failure(error)
    }
    check.journal()
    return (contents.damage + check.damage).sorted { $0.offset < $1.offset }
  }

  /// Copies everything of a file that is as it was written.
  ///
  /// - Parameters:
  ///   - damaged: the file, which nobody is writing.
  ///   - new: another one; what was in it is gone.
  /// - Returns: what was copied and what was not.
  /// - Throws: where either refuses, or the first is no ring file of this version.
  @discardableResult public static func repair(
    from damaged: any FileBytes, to new: any WritableFileBytes
  ) throws(RingFileError) -> RepairReport {
    let contents = try FileContents(damaged)
    var check = FileCheck(contents, damaged)
    var report = RepairReport()
    var writing = try FileWriting(creating: new, contents.head.layout, contents.head.facts)
    do throws(FileFailure) {
      report.blocks = try writing.adopt(contents, &check)
    } catch {
      throw .failure(error)
    }
    report.series = contents.index.series.count
    report.lost = (contents.damage + check.damage).sorted { $0.offset < $1.offset }
    return report
  }

  /// What there is in the file, without reading its segments.
  public var summary: RingFileSummary { RingFileSummary(contents) }
}

/// What a repair has done.
public struct RepairReport: Hashable, Sendable {
  /// Blocks that are in the new file.
  public var blocks = 0
  /// Series that are in the new file.
  public var series = 0
  /// What is not, in the order of the damaged file.
  public var lost: [FileDamage] = []

  /// Nothing was done.
  public init() {}
}

/// What a ring file has, for a person to read.
public struct RingFileSummary: Hashable, Sendable {
  /// What a class has at one resolution.
  public struct Circle: Hashable, Sendable {
    /// Segments that hold something.
    public var segments = 0
    /// Segments that there are.
    public var segmentLimit = 0
    /// Since when there is something, to the second; `nil` where nothing is in a segment.
    public var oldest: Timestamp?

    /// An empty circle.
    public init() {}
  }

  /// What a class has.
  public struct Share: Hashable, Sendable {
    /// Raw samples.
    public var raw = Circle()
    /// Buckets of 10 s.
    public var tenSeconds = Circle()
    /// Buckets of 1 min.
    public var minute = Circle()
    /// Series that the index has.
    public var series = 0

    /// An empty share.
    public init() {}

    /// Segments that hold something.
    public var segments: Int { raw.segments + tenSeconds.segments + minute.segments }
    /// Segments that there are.
    public var segmentLimit: Int {
      raw.segmentLimit + tenSeconds.segmentLimit + minute.segmentLimit
    }
  }

  /// Where the file comes from.
  public var facts: RingFileFacts
  /// The length that it has when it is whole, in bytes.
  public var fileBytes: Int
  /// The oldest moment of which there is anything.
  public var oldest: Timestamp?
  /// The newest.
  public var newest: Timestamp?
  /// The classes.
  public var shares: [RingClass: Share] = [:]
  /// Bytes of the index in use, and the most that may be.
  public var indexBytes: Int
  /// The most bytes of the index.
  public var indexLimit: Int
  /// Bytes of the journal in use.
  public var journalBytes: Int
  /// The most bytes of the journal.
  public var journalLimit: Int
  /// When a writer last added something; `nil` in an empty file.
  public var lastFlush: Timestamp?
  /// How many changes the head has seen.
  public var generation: UInt64

  init(_ contents: FileContents) {
    let layout = contents.head.layout
    facts = contents.head.facts
    fileBytes = layout.fileBytes
    oldest = contents.oldest.map(Timestamp.init(milliseconds:))
    newest = contents.newest.map(Timestamp.init(milliseconds:))
    (indexBytes, journalBytes) = contents.logBytes
    (indexLimit, journalLimit) = (layout.indexHalfBytes, layout.journalHalfBytes)
    lastFlush = contents.journal.lastTime.map(Timestamp.init(milliseconds:))
    generation = contents.head.generation
    for ringClass in RingClass.allCases { shares[ringClass] = Share(contents, ringClass) }
  }
}

extension RingFileSummary.Share {
  fileprivate init(_ contents: FileContents, _ ringClass: RingClass) {
    raw = RingFileSummary.Circle(contents, ringClass, .raw)
    tenSeconds = RingFileSummary.Circle(contents, ringClass, .tenSeconds)
    minute = RingFileSummary.Circle(contents, ringClass, .oneMinute)
    series = contents.index.series.count { $0.ringClass == ringClass }
  }
}

extension RingFileSummary.Circle {
  fileprivate init(_ contents: FileContents, _ ringClass: RingClass, _ level: Level) {
    let layout = contents.head.layout
    let circle = RingFileLayout.circle(ringClass, level)
    let first = layout.firstSegment(of: circle)
    let range = first..<(first + layout.circles[circle])
    let entries = contents.table[range.clamped(to: contents.table.indices)].compactMap { $0 }
    segments = entries.count
    segmentLimit = layout.circles[circle]
    oldest = entries.map(\.firstSecond).min().map { Timestamp(milliseconds: Int64($0) * 1000) }
  }
}
