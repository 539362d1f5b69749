internal import Metrics

/// What frames keep from one another, so that a frame makes only what is new.
///
/// A frame with a memo and one without are the same: it remembers what pure functions came to, and what they came from.
public final class FrameMemo {
  /// The rows of process tables.
  private var processRows: [PaneID: RowMemo<ProcessRow>] = [:]
  private var processJoins: [PaneID: ProcessJoin] = [:]
  private var judgement: (basis: NowJudgement.Basis, judgement: NowJudgement)?
  private var events: (basis: HistoryReading.Basis, events: [HistoryEvent])?
  /// Which expressions ask for one machine.
  private var machines: [MachineQuestion: Bool] = [:]

  /// A memo that remembers nothing yet.
  public init() {}

  /// What is remembered of the rows of a table.
  func processRows(of pane: PaneID) -> RowMemo<ProcessRow> {
    if let known = processRows[pane] { return known }
    let memo = RowMemo<ProcessRow>()
    processRows[pane] = memo
    return memo
  }

  /// How the answers of a pane's process queries are joined.
  func processJoin(of pane: PaneID) -> ProcessJoin {
    if let known = processJoins[pane] { return known }
    let join = ProcessJoin()
    processJoins[pane] = join
    return join
  }

  /// What the Now line makes of `basis`.
  func judgement(_ basis: NowJudgement.Basis, _ make: () -> NowJudgement) -> NowJudgement {
    if let judgement, judgement.basis == basis { return judgement.judgement }
    let made = make()
    judgement = (basis, made)
    return made
  }

  /// What happened, as far as `basis` says.
  func events(_ basis: HistoryReading.Basis, _ make: () -> [HistoryEvent]) -> [HistoryEvent] {
    if let events, events.basis == basis { return events.events }
    let made = make()
    events = (basis, made)
    return made
  }

  /// Whether an expression asks for a machine.
  func asks(_ question: MachineQuestion, _ find: () -> Bool) -> Bool {
    if let known = machines[question] { return known }
    // Expressions are those of one dashboard at a time.
    if machines.count >= 64 { machines = [:] }
    let found = find()
    machines[question] = found
    return found
  }
}

/// Whether an expression lets the series of a machine through.
struct MachineQuestion: Hashable {
  var query: String
  var job: ByteString
  var instance: ByteString
}

/// The cells of the rows of one table, as long as what they show stays the same.
final class RowMemo<Value: Equatable> {
  /// What cells depend on beside their value.
  private var look: [AnyHashable] = []
  private var known: [RowKey: (value: Value, cells: [TableCell])] = [:]
  private var present: [RowKey: (value: Value, cells: [TableCell])] = [:]

  /// Begins a frame; cells of another look are forgotten.
  func begin(look: [AnyHashable]) {
    if look != self.look { known = [:] }
    self.look = look
    present = [:]
    present.reserveCapacity(known.count)
  }

  /// The cells of a row: those of the frame before where the value is the same.
  func cells(of value: Value, _ key: RowKey, _ make: () -> [TableCell]) -> [TableCell] {
    let former = known[key]
    let row = former?.value == value ? former : nil
    let cells = row?.cells ?? make()
    present[key] = (value, cells)
    return cells
  }

  /// Ends a frame; rows that it did not have are forgotten.
  func end() {
    known = present
    present = [:]
  }
}
