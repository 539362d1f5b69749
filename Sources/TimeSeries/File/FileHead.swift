/// The first page of a ring file: what it is, how it is shared out, and which parts count.
///
/// There are two copies. The first is written and synchronised before the second, so that one of them is whole at any
/// moment. Everything that a later generation changes lies where an earlier one does not look.
struct FileHead: Equatable, Sendable {
  static let bytes = 4096
  static let version: UInt32 = 1
  private static let magic = Array("RINGFILE".utf8)

  /// Counts the changes of the head.
  var generation: UInt64 = 1
  let layout: RingFileLayout
  let facts: RingFileFacts
  /// Which half of the journal counts, and the number of its first frame.
  var journalHalf = 0
  var journalSequence: UInt64 = 1
  /// The same of the index.
  var indexHalf = 0
  var indexSequence: UInt64 = 1
  /// A number that no series has, nor any later one.
  var nextSeries: UInt32 = 0
  /// The number of the next segment of each circle; segments of this number and later ones do not count.
  var nextSegments: [UInt64]

  init(layout: RingFileLayout, facts: RingFileFacts) {
    self.layout = layout
    self.facts = facts
    nextSegments = Array(repeating: 0, count: layout.circles.count)
  }

  /// The page.
  var encoded: [UInt8] {
    var page = FileHead.magic
    page.add(0x0102_0304 as UInt32)
    page.add(FileHead.version)
    page.add(generation)
    page.add(UInt64(layout.fileBytes))
    page.add(UInt64(layout.indexHalfBytes))
    page.add(UInt64(layout.journalHalfBytes))
    page.add(UInt64(journalHalf))
    page.add(journalSequence)
    page.add(UInt64(indexHalf))
    page.add(indexSequence)
    page.add(nextSeries)
    page.add(UInt32(layout.circles.count))
    for circle in layout.circles { page.add(UInt32(circle)) }
    for next in nextSegments { page.add(next) }
    page += facts.encoded
    page += [UInt8](repeating: 0, count: max(0, FileHead.bytes - 8 - page.count))
    var sum = Checksum()
    sum.add(page)
    page.add(sum.value)
    return page
  }

  /// What a page says; the reason where it is no head.
  static func decode(_ page: [UInt8]) -> Result<FileHead, RingFileError> {
    guard page.starts(with: magic) else { return .failure(.foreign) }
    guard page.count == bytes else { return .failure(.truncatedHead(bytes: page.count)) }
    var reader = ByteReader(page)
    _ = reader.slice(magic.count)
    let order = reader.number(UInt32.self)
    guard order != 0x0403_0201 else { return .failure(.byteOrder) }
    let version = reader.number(UInt32.self)
    var sum = Checksum()
    sum.add(page, 0..<(bytes - 8))
    var last = ByteReader(page, (bytes - 8)..<bytes)
    guard sum.value == last.number(UInt64.self) else { return .failure(.damagedHead) }
    guard version == self.version else { return .failure(.version(version)) }
    return FileHead(&reader).map(Result.success) ?? .failure(.damagedHead)
  }

  private init?(_ reader: inout ByteReader) {
    generation = reader.number(UInt64.self)
    let sizes = (0..<3).map { _ in Int(clamping: reader.number(UInt64.self)) }
    journalHalf = Int(clamping: reader.number(UInt64.self))
    journalSequence = reader.number(UInt64.self)
    indexHalf = Int(clamping: reader.number(UInt64.self))
    indexSequence = reader.number(UInt64.self)
    nextSeries = reader.number(UInt32.self)
    let count = reader.number(UInt32.self)
    guard count == RingClass.allCases.count * Level.allCases.count else { return nil }
    let circles = (0..<count).map { _ in Int(reader.number(UInt32.self)) }
    nextSegments = (0..<count).map { _ in reader.number(UInt64.self) }
    facts = RingFileFacts(&reader)
    let layout = RingFileLayout(
      fileBytes: sizes[0], indexHalfBytes: sizes[1], journalHalfBytes: sizes[2], circles: circles)
    guard let layout, !reader.isBroken, (0...1).contains(journalHalf), (0...1).contains(indexHalf),
      nextSegments.allSatisfy({ $0 < 1 << 60 }), journalSequence < 1 << 60, indexSequence < 1 << 60
    else { return nil }
    self.layout = layout
  }

  /// Both copies: the one that counts, and why a copy does not.
  static func read(
    _ bytes: any FileBytes
  ) throws(RingFileError) -> (head: FileHead, damaged: [Int]) {
    var pages: [Result<FileHead, RingFileError>] = []
    let count: Int
    do throws(FileFailure) {
      count = try bytes.byteCount()
      for copy in 0...1 {
        pages.append(decode(try bytes.read(at: copy * FileHead.bytes, count: FileHead.bytes)))
      }
    } catch {
      throw .failure(error)
    }
    guard count > 0 else { throw .empty }
    let heads = pages.map { try? $0.get() }
    let newest = heads.compactMap { $0 }.max { $0.generation < $1.generation }
    if let newest { return (newest, heads.indices.filter { heads[$0] == nil }) }
    // A copy that names its version says more than one that only looks foreign.
    for page in pages.reversed() {
      if case .failure(let error) = page, error != .foreign { throw error }
    }
    throw .foreign
  }
}
