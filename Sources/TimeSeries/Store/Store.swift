internal import Metrics

/// Everything that a ring's lock guards.
///
/// It owns raw memory that nobody else points into, apart from blocks, whose words are atomic: it may change threads.
struct Store: ~Copyable, @unchecked Sendable {
  let classes: Row<ClassStore>
  var totals = AppendResult()
  var longestHold: Duration = .zero

  /// The time of the newest sample that this process appended; `Int64.min` before the first.
  private(set) var newest = Int64.min
  private let head: ArenaHead?

  /// The store of a bounded ring, in an arena that is its own and becomes readable here.
  init(_ layout: ArenaLayout, in bytes: ArenaBytes, beginning: Int64) {
    let head = ArenaHead(bytes)
    head.write(layout, beginning: beginning)
    self.head = head
    classes = Row(count: RingClass.allCases.count) { number in
      ClassStore(RingClass.allCases[number], of: layout, in: bytes)
    }
  }

  /// The store of an arena that another process writes or wrote, with all that is in it.
  init(reading areas: [ArenaArea], in bytes: ArenaBytes) {
    head = ArenaHead(bytes)
    classes = Row(count: RingClass.allCases.count) { number in
      let first = number * ArenaArea.resolutions
      return ClassStore(
        reading: areas[first..<(first + ArenaArea.resolutions)], first: first, in: bytes)
    }
    follow(everything: true)
  }

  /// A store without a bound.
  init() {
    head = nil
    classes = Row(count: RingClass.allCases.count) { _ in ClassStore() }
  }
}

extension Store {
  /// Takes up what another process has written since, or everything there is.
  mutating func follow(everything: Bool) {
    for number in RingClass.allCases.indices { classes[number].follow(everything: everything) }
  }

  /// The time of the newest sample, as the head of an arena says that another process writes.
  var announced: Int64? { head?.newest }

  /// The newest moment of what others had written before the arena was made, where its clock was behind that.
  var formerEnd: Int64? { head.map(\.formerEnd).flatMap { $0 == 0 ? nil : $0 } }

  /// Notes how new that is.
  mutating func note(formerEnd time: Int64) { head?.note(formerEnd: time) }

  /// Notes that samples up to this moment were appended.
  mutating func note(newest time: Int64) {
    guard time > newest else { return }
    newest = time
    head?.note(newest: time)
  }
}

extension Store {
  /// Label sets of one class that were given up.
  mutating func takeDiscardedLabels() -> [Labels?]? {
    for number in RingClass.allCases.indices {
      if let labels = classes[number].index.takeDiscardedLabels() { return labels }
    }
    return nil
  }
}

extension RingClass {
  /// The part of a hundred that tables may take: the more the shorter its series live.
  var indexShare: Int {
    switch self {
    case .host: 20
    case .processes: 30
    case .targets: 40
    case .events: 25
    }
  }
}

extension SampleOrigin {
  /// The class that pays, and the name of the payer within it.
  var share: (ringClass: RingClass, payer: ByteString) {
    switch self {
    case .host: (.host, ByteString())
    case .processes: (.processes, ByteString())
    case .target(let name): (.targets, name)
    case .events: (.events, ByteString())
    }
  }
}
