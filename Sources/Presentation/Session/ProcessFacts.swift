public import Metrics

/// What is read of one process only while someone looks at it, and recorded nowhere.
public struct ProcessFacts: Hashable, Sendable {
  /// Which process.
  public var process: ProcessKey
  /// The tick after which it was read.
  public var at: Timestamp
  /// Its threads by number; empty where they could not be read.
  public var threads: [ThreadFacts]
  /// How many files it holds open; `nil` where that may not be read.
  public var openFiles: Int?
  /// Whether there are more open files than were counted.
  public var hasMoreFiles: Bool
  /// What it holds; `nil` before that was read.
  public var holdings: ProcessHoldings?
  /// Why there is nothing, in words; empty where there is.
  public var problem: DisplayText

  /// Nothing read yet.
  ///
  /// - Parameters:
  ///   - process: which process.
  ///   - at: the tick after which it was read.
  public init(_ process: ProcessKey, at: Timestamp) {
    self.process = process
    self.at = at
    threads = []
    hasMoreFiles = false
    problem = .empty
  }
}

/// One thread of a process.
public struct ThreadFacts: Hashable, Sendable {
  /// Its number.
  public var id: Int32
  /// Its name as the kernel has it.
  public var name: ByteString
  /// The kernel's letter for its state.
  public var state: DisplayText
  /// Cores it kept busy since the reading before; `nil` before the second.
  public var cores: Double?
  /// CPU seconds since it began.
  public var cpuSeconds: Double

  /// A thread.
  ///
  /// - Parameters:
  ///   - id: its number.
  ///   - name: its name as the kernel has it.
  ///   - state: the kernel's letter for its state.
  ///   - cores: cores kept busy since the reading before.
  ///   - cpuSeconds: CPU seconds since it began.
  public init(
    id: Int32, name: ByteString, state: DisplayText, cores: Double?, cpuSeconds: Double
  ) {
    self.id = id
    self.name = name
    self.state = state
    self.cores = cores
    self.cpuSeconds = cpuSeconds
  }
}

extension Session {
  /// The process of which more is to be read at every tick than is recorded; `nil` for none, as in the past.
  public var watchedProcess: ProcessKey? {
    guard time == .live else { return nil }
    switch level.place {
    case .threads(let process), .process(let process): return process
    default: return nil
    }
  }
}
