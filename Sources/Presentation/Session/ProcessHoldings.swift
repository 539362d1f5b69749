public import Metrics

/// What came of a look at something.
public enum Sight<Value: Hashable & Sendable>: Hashable, Sendable {
  /// What was seen.
  case known(Value)
  /// This user may not see it.
  case denied
  /// There is none, as of the kernel's own threads and of what has ended.
  case absent

  /// What was seen; `nil` where nothing was.
  public var value: Value? {
    guard case .known(let value) = self else { return nil }
    return value
  }
}

/// What a process holds while someone looks at it; recorded nowhere.
public struct ProcessHoldings: Hashable, Sendable {
  /// The tick after which it was read.
  public var at: Timestamp
  /// Its open files by number.
  public var files: Sight<[OpenFileFacts]> = .absent
  /// Whether there are more open files than are listed.
  public var hasMoreFiles = false
  /// What the kernel allows it.
  public var limits: Sight<[ProcessLimit]> = .absent
  /// Its address space by kind.
  public var spaces: Sight<[AddressSpace]> = .absent
  /// What its memory comes to: a name and bytes each.
  public var memory: Sight<[NamedBytes]> = .absent
  /// Its environment, `NAME=value` each; `nil` where the program may not ask for it.
  public var environment: Sight<[ByteString]>?

  /// Nothing read yet.
  ///
  /// - Parameter at: the tick after which it was read.
  public init(at: Timestamp) { self.at = at }
}

/// One file that a process has open.
public struct OpenFileFacts: Hashable, Sendable {
  /// Its number.
  public var number: Int32
  /// What it is: `file`, `deleted`, `tcp`, `udp`, `unix`, `socket`, `pipe`, `memory` or `kernel`.
  public var kind: DisplayText
  /// Its path or name, of a socket both ends.
  public var name: ByteString
  /// `r`, `w` or `rw`; empty where nobody knows.
  public var mode: DisplayText
  /// Where the next byte is read or written; `nil` where there are no such places.
  public var position: Double?
  /// A connection's state; empty for what has none.
  public var state: DisplayText = .empty
  /// A connection's smoothed round trip in seconds; `nil` where nobody knows.
  public var roundTrip: Double?

  /// A file.
  ///
  /// - Parameters:
  ///   - number: its number.
  ///   - kind: what it is.
  ///   - name: its path or name.
  ///   - mode: `r`, `w` or `rw`.
  ///   - position: where the next byte is read or written.
  public init(
    number: Int32, kind: DisplayText, name: ByteString, mode: DisplayText, position: Double?
  ) {
    self.number = number
    self.kind = kind
    self.name = name
    self.mode = mode
    self.position = position
  }
}

/// What the kernel allows a process of one kind.
public struct ProcessLimit: Hashable, Sendable {
  /// What is limited, as the kernel names it.
  public var name: ByteString
  /// What holds now; `nil` where there is no limit.
  public var soft: Double?
  /// How far the process may raise it; `nil` where there is no limit.
  public var hard: Double?
  /// What is counted.
  public var unit: ByteString

  /// A limit.
  ///
  /// - Parameters:
  ///   - name: what is limited.
  ///   - soft: what holds now.
  ///   - hard: how far the process may raise it.
  ///   - unit: what is counted.
  public init(name: ByteString, soft: Double?, hard: Double?, unit: ByteString) {
    self.name = name
    self.soft = soft
    self.hard = hard
    self.unit = unit
  }
}

/// All of a process's address space that is of one kind.
public struct AddressSpace: Hashable, Sendable {
  /// The kind: `heap`, `stack`, `anonymous`, `file`, `shared` or `kernel`.
  public var kind: DisplayText
  /// Bytes of address space.
  public var bytes: Double
  /// How many mappings.
  public var mappings: Int

  /// A part of the address space.
  ///
  /// - Parameters:
  ///   - kind: the kind.
  ///   - bytes: bytes of address space.
  ///   - mappings: how many mappings.
  public init(kind: DisplayText, bytes: Double, mappings: Int) {
    self.kind = kind
    self.bytes = bytes
    self.mappings = mappings
  }
}

/// Bytes with a name.
public struct NamedBytes: Hashable, Sendable {
  /// The name.
  public var name: DisplayText
  /// How many; `nil` where the kernel does not report it.
  public var bytes: Double?

  /// Bytes with a name.
  ///
  /// - Parameters:
  ///   - name: the name.
  ///   - bytes: how many.
  public init(_ name: DisplayText, _ bytes: Double?) {
    self.name = name
    self.bytes = bytes
  }
}

extension Situation {
  /// What cannot be seen of what is looked at just now, and why.
  var hiddenInSight: [Problem] {
    var problems: [Problem] = []
    if let facts = mountFacts, facts.hiddenProcesses > 0 {
      let count = facts.hiddenProcesses
      problems.append(
        Problem(
          subject: "open files on " + DisplayText(facts.mount.mountPoint, limit: 128),
          reason: DisplayText(
            "\(count) \(count == 1 ? "process" : "processes") may not be looked into (EACCES)"),
          remedy: DisplayText(access.advice)))
    }
    guard let facts = processFacts, let holdings = facts.holdings else { return problems }
    var hidden: [String] = []
    if holdings.files == .denied { hidden.append("open files") }
    if holdings.limits == .denied { hidden.append("limits") }
    if holdings.spaces == .denied || holdings.memory == .denied { hidden.append("memory by kind") }
    if holdings.environment == .denied { hidden.append("environment") }
    guard !hidden.isEmpty else { return problems }
    problems.append(
      Problem(
        subject: DisplayText(hidden.joined(separator: ", ")) + " of " + facts.process.name,
        reason: "not permitted (EACCES)",
        remedy: access == .ordinary ? "run as root or as its user" : DisplayText(access.advice)))
    return problems
  }
}
