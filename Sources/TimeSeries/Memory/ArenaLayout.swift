/// Where what lies in an arena: a head, then an area for each class and resolution, and for each class's records.
///
/// It follows from the bound and the budgets alone; docs/ring-format.md has the head, which says it to readers.
public struct ArenaLayout: Hashable, Sendable {
  /// How many bytes an arena of this layout has; a multiple of 4096.
  public let byteCount: Int
  /// The bound of the ring: the arena, and the tables beside it.
  let byteBound: Int
  let budgets: Budgets
  /// Of each class in order its raw blocks, those of 10 s, those of a minute, and its records.
  let areas: [ArenaArea]

  /// The layout of a ring that holds at most `byteBound` bytes.
  ///
  /// - Parameters:
  ///   - byteBound: the bound; raised to `Ring.leastByteBound` where it is less.
  ///   - budgets: how the classes share it.
  public init(byteBound: Int, budgets: Budgets = .standard) {
    self.byteBound = max(byteBound, Ring.leastByteBound)
    self.budgets = budgets
    var areas: [ArenaArea] = []
    var offset = ArenaHead.byteCount
    for ringClass in RingClass.allCases {
      let shares = ClassShares(ringClass, of: self.byteBound, budgets)
      for resolution in 0..<ArenaArea.resolutions {
        let blockBytes = shares.blockBytes(resolution)
        let bytes = shares.areaBytes(resolution)
        let area = ArenaArea(
          ringClass: ringClass, resolution: resolution, blockBytes: blockBytes,
          blocks: BlockArea.blocks(of: blockBytes, in: bytes), offset: offset)
        areas.append(area)
        offset += area.byteCount
      }
    }
    self.areas = areas
    byteCount = offset
  }
}

/// One area of an arena: blocks of one size, and behind them the log of blocks that were begun.
struct ArenaArea: Hashable, Sendable {
  /// Three of samples, one of records.
  static let resolutions = 4
  static let records = 3

  var ringClass: RingClass
  /// The level's number, or `records`.
  var resolution: Int
  var blockBytes: Int
  var blocks: Int
  /// Where it begins in the arena; a multiple of 4096.
  var offset: Int

  /// How many of the newest begun blocks the log names.
  static func begunCapacity(blocks: Int) -> Int { max(16, blocks / 4) }

  /// Where the log begins.
  var begunOffset: Int { offset + blocks * blockBytes }

  /// Its bytes, up to the next multiple of 4096.
  var byteCount: Int {
    (blocks * blockBytes + ArenaArea.begunCapacity(blocks: blocks) * 8 + 4095) / 4096 * 4096
  }
}

/// How a class's share of the bound is parted into blocks, records and tables.
struct ClassShares {
  /// The bytes of the class.
  let bytes: Int
  /// Of these, what the index takes, its records among it, and what the writer keeps at hand.
  let indexBytes: Int
  let activeBytes: Int
  private let sampleBytes: Int

  init(_ ringClass: RingClass, of byteBound: Int, _ budgets: Budgets) {
    let parts = max(0, budgets.classes[ringClass] ?? 0)
    bytes = (byteBound - ArenaHead.byteCount) / 100 * parts
    let tables = bytes * ringClass.indexShare / 100
    // What the writer keeps at hand of a series is nearly as much as the index has of it.
    activeBytes = tables * 43 / 100
    indexBytes = tables * 57 / 100
    // A fiftieth is for the names and queues of those who pay.
    sampleBytes = bytes - tables - bytes / 50
  }

  /// The bytes of an area, with what the writer knows of its blocks.
  func areaBytes(_ resolution: Int) -> Int {
    guard let level = Level(rawValue: resolution) else { return indexBytes * 3 / 10 }
    return sampleBytes * level.share / 100
  }

  /// The size of an area's blocks; of records the largest of which there are sixteen.
  func blockBytes(_ resolution: Int) -> Int {
    if let level = Level(rawValue: resolution) { return level.blockBytes }
    var blockBytes = RecordLog.largestBlockBytes
    while blockBytes > RecordLog.leastBlockBytes, blockBytes * 16 > areaBytes(resolution) {
      blockBytes /= 2
    }
    return blockBytes
  }
}
