internal import Metrics

/// Everything that a ring's lock guards.
///
/// It owns raw memory that nobody else points into, apart from blocks, whose words are atomic: it may change threads.
struct Store: ~Copyable, @unchecked Sendable {
  let classes: Row<ClassStore>
  var totals = AppendResult()
  var longestHold: Duration = .zero

  /// A store of at most `bytes` bytes; without a bound where it is `nil`.
  init(bytes: Int?, budgets: Budgets) {
    classes = Row(count: RingClass.allCases.count) { number in
      guard let bytes else { return ClassStore(bytes: nil, indexShare: 0) }
      let share = RingClass.allCases[number]
      let parts = max(0, budgets.classes[share] ?? 0)
      return ClassStore(bytes: bytes / 100 * parts, indexShare: share.indexShare)
    }
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
