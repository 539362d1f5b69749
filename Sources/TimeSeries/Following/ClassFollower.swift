/// What a reader of an arena knows of a class beside its index: which of its series is which of the writer's.
struct ClassFollower {
  /// The writer's number of each series.
  private(set) var numbers: [UInt32] = []
  /// The series of each of the writer's numbers, as far as blocks of it were found.
  private var locals: [UInt32: UInt32] = [:]
  var records: RecordReader
  /// How many blocks of each resolution were begun when it was last looked.
  var begun: InlineArray<3, UInt64> = .init(repeating: 0)
  /// Blocks that were begun and held nothing yet, by resolution.
  var waiting: InlineArray<3, [UInt32]> = .init(repeating: [])
  /// Of each block the generation in which it was given to its series, by resolution.
  private(set) var attached: [[UInt32]]
  /// Of each block which attachment that was: a link to an earlier life of a block leads to a later one.
  private(set) var order: [[UInt32]]
  /// Of each block the one before it in its series.
  private(set) var older: [[UInt32]]
  private var attachments: UInt32 = 0
  /// Where the next look for series without blocks begins.
  var swept: UInt32 = 0

  init(records: RecordReader, limits: [Int]) {
    self.records = records
    attached = limits.map { Array(repeating: 0, count: $0) }
    order = attached
    older = limits.map { Array(repeating: .none, count: $0) }
  }

  /// The series that is this one of the writer's.
  func local(_ number: UInt32) -> UInt32? { locals[number] }

  /// Notes which of the writer's a series is.
  mutating func note(_ local: UInt32, is number: UInt32) {
    while numbers.count <= Int(local) { numbers.append(.none) }
    numbers[Int(local)] = number
    locals[number] = local
  }

  /// Notes that a block was given to its series, behind another one or none.
  mutating func attach(_ block: UInt32, _ level: Level, generation: UInt32, after older: UInt32) {
    attachments &+= 1
    attached[level.rawValue][Int(block)] = generation
    order[level.rawValue][Int(block)] = attachments
    self.older[level.rawValue][Int(block)] = older
  }

  /// Forgets a series.
  mutating func forget(_ local: UInt32) {
    locals[numbers[Int(local)]] = nil
    numbers[Int(local)] = .none
  }
}
