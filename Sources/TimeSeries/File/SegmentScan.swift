/// Walks over the segments that count.
struct SegmentScan {
  private let head: FileHead

  init(_ head: FileHead) { self.head = head }

  /// The numbers of the segments of a circle that count, oldest first.
  func sequences(of circle: Int) -> Range<UInt64> {
    let next = head.nextSegments[circle]
    let length = UInt64(head.layout.circles[circle])
    return (next > length ? next - length : 0)..<next
  }

  /// The place of a segment among all.
  func segment(_ circle: Int, _ sequence: UInt64) -> Int {
    head.layout.firstSegment(of: circle) + Int(sequence % UInt64(head.layout.circles[circle]))
  }

  /// Hands out the directories of a circle that can be read, and where each segment begins.
  func directories(
    of circle: Int, in bytes: any FileBytes, _ body: (SegmentDirectory, _ offset: Int) -> Void
  ) throws(FileFailure) {
    for sequence in sequences(of: circle) {
      let offset = head.layout.segmentOffset(segment(circle, sequence))
      guard let directory = try SegmentScan.directory(bytes, at: offset, circle),
        directory.sequence == sequence
      else { continue }
      body(directory, offset)
    }
  }

  /// The directory of the segment at `offset`; `nil` where there is none that is whole.
  static func directory(
    _ bytes: any FileBytes, at offset: Int, _ circle: Int, blocks: Int? = nil
  ) throws(FileFailure) -> SegmentDirectory? {
    let guess = SegmentDirectory.byteCount(blocks ?? 160)
    var data = try bytes.read(at: offset, count: min(guess, RingFileLayout.segmentBytes))
    var reader = ByteReader(data)
    _ = reader.slice(6)
    let needed = SegmentDirectory.byteCount(Int(reader.number(UInt16.self)))
    if needed > data.count, needed <= RingFileLayout.segmentBytes {
      data = try bytes.read(at: offset, count: needed)
    }
    return SegmentDirectory(data, circle: circle)
  }
}
