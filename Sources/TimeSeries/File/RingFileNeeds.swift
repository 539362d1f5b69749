/// What a ring file is to have room for.
public struct RingFileNeeds: Hashable, Sendable {
  /// What a class needs at each resolution, in bytes of segments.
  public struct Share: Hashable, Sendable {
    /// For raw samples.
    public var raw: Int
    /// For buckets of 10 s.
    public var tenSeconds: Int
    /// For buckets of 1 min.
    public var minute: Int

    /// Room for so many bytes.
    public init(raw: Int, tenSeconds: Int, minute: Int) {
      (self.raw, self.tenSeconds, self.minute) = (raw, tenSeconds, minute)
    }
  }

  /// The classes; one that is left out has room for almost nothing.
  public var shares: [RingClass: Share]
  /// The bytes that tell which series there are.
  public var indexBytes: Int

  /// Needs of these parts.
  public init(shares: [RingClass: Share], indexBytes: Int) {
    (self.shares, self.indexBytes) = (shares, indexBytes)
  }

  /// The segments of each circle: those that are needed, and two of which one is being written anew.
  var circles: [Int] {
    RingClass.allCases.flatMap { ringClass -> [Int] in
      let share = shares[ringClass] ?? Share(raw: 0, tenSeconds: 0, minute: 0)
      return [share.raw, share.tenSeconds, share.minute].map { bytes in
        2 + (max(0, bytes) + RingFileLayout.segmentBytes - 1) / RingFileLayout.segmentBytes
      }
    }
  }
}

extension RingFileLayout {
  /// The layout of the smallest file that has room for what is needed beside an arena.
  ///
  /// - Parameters:
  ///   - needs: what is needed.
  ///   - arenaBytes: the bound of the arena that is written to it, on which depends how much may be open at once.
  public init(holding needs: RingFileNeeds, arenaBytes: Int) {
    let circles = needs.circles
    func whole(_ count: Int) -> Int { (count + 4095) / 4096 * 4096 }
    let index = whole(max(1 << 20, arenaBytes / 32, needs.indexBytes))
    let journal = whole(max(512 * 1024, arenaBytes / 8))
    let segments = circles.reduce(0, +)
    self.init(
      indexHalfBytes: index, journalHalfBytes: journal, circles: circles,
      fileBytes: FileHead.bytes * 2 + whole(segments * SegmentEntry.bytes) + 2 * index + 2 * journal
        + segments * RingFileLayout.segmentBytes)
  }
}
