/// How the bytes of a ring file are shared out.
///
/// Head (two copies) · segment table · two halves of the index · two halves of the journal · segments, whose circles
/// follow one another by class and resolution.
public struct RingFileLayout: Hashable, Sendable {
  /// The smallest file that has room for everything; smaller sizes are raised to it.
  public static let leastFileBytes = 4 << 20
  /// The bytes of a segment.
  static let segmentBytes = 64 * 1024

  /// The length of the file.
  public let fileBytes: Int
  /// The bytes of each half of the index.
  let indexHalfBytes: Int
  /// The bytes of each half of the journal.
  let journalHalfBytes: Int
  /// How many segments each circle has: the four classes in order, of each raw, 10 s, 1 min.
  let circles: [Int]

  /// A layout for a file of at most `fileBytes` bytes beside an arena.
  ///
  /// - Parameters:
  ///   - fileBytes: the length of the file; what does not fit pushes out what is oldest in its class.
  ///   - arenaBytes: the bound of the arena that is written to it, on which depends how much may be open at once.
  ///   - budgets: how the classes share it.
  public init(fileBytes: Int, arenaBytes: Int, budgets: Budgets = .standard) {
    let bytes = max(fileBytes, RingFileLayout.leastFileBytes)
    func whole(_ count: Int) -> Int { (count + 4095) / 4096 * 4096 }
    indexHalfBytes = whole(min(max(1 << 20, arenaBytes / 32), bytes / 16))
    journalHalfBytes = whole(min(max(512 * 1024, arenaBytes / 8), bytes / 16))
    let fixed = FileHead.bytes * 2 + 2 * indexHalfBytes + 2 * journalHalfBytes + 4096
    let count = (bytes - fixed) / (RingFileLayout.segmentBytes + SegmentEntry.bytes)
    circles = RingFileLayout.shared(count, budgets)
    self.fileBytes = bytes
  }

  /// A layout of parts that fit together.
  init(indexHalfBytes: Int, journalHalfBytes: Int, circles: [Int], fileBytes: Int) {
    self.indexHalfBytes = indexHalfBytes
    self.journalHalfBytes = journalHalfBytes
    self.circles = circles
    self.fileBytes = fileBytes
  }

  /// A layout that was read; `nil` where its parts do not fit together.
  init?(fileBytes: Int, indexHalfBytes: Int, journalHalfBytes: Int, circles: [Int]) {
    self.fileBytes = fileBytes
    self.indexHalfBytes = indexHalfBytes
    self.journalHalfBytes = journalHalfBytes
    self.circles = circles
    let halves = [indexHalfBytes, journalHalfBytes]
    guard fileBytes > 0, fileBytes < 1 << 50, halves.allSatisfy({ $0 >= 4096 && $0 <= 1 << 40 }),
      circles.allSatisfy({ $0 >= 0 && $0 < 1 << 32 }), segmentsEnd <= fileBytes
    else { return nil }
  }

  /// Two segments for each circle that has a share, the rest by shares.
  private static func shared(_ count: Int, _ budgets: Budgets) -> [Int] {
    let parts = RingClass.allCases.flatMap { ringClass in
      Level.allCases.map { max(0, budgets.classes[ringClass] ?? 0) * $0.share }
    }
    let total = max(1, parts.reduce(0, +))
    let rest = max(0, count - 2 * parts.count { $0 > 0 })
    return parts.map { $0 == 0 ? 0 : 2 + rest * $0 / total }
  }

  var segmentCount: Int { circles.reduce(0, +) }
  var tableOffset: Int { FileHead.bytes * 2 }
  var tableBytes: Int { (segmentCount * SegmentEntry.bytes + 4095) / 4096 * 4096 }

  func indexOffset(_ half: Int) -> Int { tableOffset + tableBytes + half * indexHalfBytes }
  func journalOffset(_ half: Int) -> Int { indexOffset(2) + half * journalHalfBytes }
  var segmentsOffset: Int { journalOffset(2) }
  var segmentsEnd: Int { segmentsOffset + segmentCount * RingFileLayout.segmentBytes }

  func indexHalf(_ half: Int) -> Range<Int> {
    indexOffset(half)..<(indexOffset(half) + indexHalfBytes)
  }

  func journalHalf(_ half: Int) -> Range<Int> {
    journalOffset(half)..<(journalOffset(half) + journalHalfBytes)
  }

  /// The circle of a class and resolution.
  static func circle(_ ringClass: RingClass, _ level: Level) -> Int {
    ringClass.rawValue * Level.allCases.count + level.rawValue
  }

  /// The number of a circle's first segment among all.
  func firstSegment(of circle: Int) -> Int { circles[..<circle].reduce(0, +) }

  func segmentOffset(_ segment: Int) -> Int {
    segmentsOffset + segment * RingFileLayout.segmentBytes
  }

  func entryOffset(_ segment: Int) -> Int { tableOffset + segment * SegmentEntry.bytes }
}
