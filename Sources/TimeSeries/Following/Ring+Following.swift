public import Metrics

// An arena that another process writes, or wrote before it ended at whatever moment.
extension Ring {
  /// Opens an arena for reading; appends to it are refused.
  ///
  /// The index is built anew on this process's heap from the records and blocks that are there. Its writer may be at work
  /// or have ended at any moment; it is not waited for. What does not fit together is left out.
  ///
  /// - Parameter arena: the bytes, which may be anything.
  /// - Throws: where they are not an arena of this format.
  public convenience init(reading arena: ArenaBytes) throws(ArenaError) {
    let areas = try ArenaHead.areas(of: arena)
    let beginning = Timestamp(milliseconds: ArenaHead(arena).beginning)
    self.init(Store(reading: areas, in: arena), beginning: beginning, isReading: true)
  }

  /// Takes up what the writer of an arena that is read has done since; without effect on other rings.
  ///
  /// Samples of series and blocks that are known are seen without it.
  public func refresh() {
    guard isReading else { return }
    withStore { $0.follow(everything: false) }
  }

  /// The time of the newest sample that is known; `nil` before the first.
  public var newest: Timestamp? {
    let (own, announced) = withStore { ($0.newest, $0.announced) }
    if isReading { return (announced ?? newestRead).map(Timestamp.init(milliseconds:)) }
    return own == .min ? nil : Timestamp(milliseconds: own)
  }

  /// How many sealed blocks of an arena that is read fit their checksums, and how many do not.
  ///
  /// - Complexity: O(bytes).
  package func auditedBlocks() -> (intact: Int, broken: Int) {
    var result = (intact: 0, broken: 0)
    for (number, memories) in memories.enumerated() {
      for (level, memory) in memories.enumerated() {
        let used = withStore { $0.classes[number].areas[level].log?.highWater ?? 0 }
        for block in 0..<UInt32(used) {
          guard let view = memory.checkedView(block), view.isSealed else { continue }
          let isIntact = memory.isIntact(block)
          guard memory.publication(block).generation == view.generation,
            memory.identity(block) == view.identity, let isIntact
          else { continue }
          if isIntact { result.intact += 1 } else { result.broken += 1 }
        }
      }
    }
    return result
  }

  /// The time of the newest sample that can be read.
  private var newestRead: Int64? {
    var found: [SelectedSeries] = []
    let request = SampleRequest(after: .min, through: .max, newest: 1)
    for ringClass in RingClass.allCases { read(ringClass, [], request, into: &found) }
    return found.compactMap { one in
      one.columns.compactMap { column -> Int64? in
        guard case .floats(let times, _) = column else { return nil }
        return times.last
      }.max()
    }.max()
  }
}
