public import Metrics
internal import Sharing
public import TimeSeries

/// How the writing of the ring file fares: what its thread knows, as a value.
public struct FlushRecord: Hashable, Sendable {
  /// How long the disk may take before that is said.
  public static let patience = Duration.seconds(10)

  /// When the file was last written in full; `nil` before the first time.
  public private(set) var lastSuccess: Timestamp?
  /// What went wrong last; `nil` where the last writing went well.
  public private(set) var failure: FileFailure?
  /// Since when there has been no success.
  public private(set) var failingSince: Timestamp?
  /// When the writing began that is going on; `nil` where none is.
  public private(set) var begun: Timestamp?
  /// Bytes written since the start.
  public private(set) var writtenBytes = 0

  /// Nothing has been written yet.
  public init() {}

  /// A writing begins.
  public mutating func begin(at moment: Timestamp) { begun = moment }

  /// A writing has ended.
  ///
  /// - Parameters:
  ///   - moment: the time now.
  ///   - result: how many bytes were written, or what went wrong.
  public mutating func end(at moment: Timestamp, _ result: Result<Int, FileFailure>) {
    let start = begun ?? moment
    begun = nil
    switch result {
    case .success(let bytes):
      writtenBytes += bytes
      lastSuccess = moment
      failure = nil
      failingSince = nil
    case .failure(let reason):
      failure = reason
      failingSince = failingSince ?? start
    }
  }

  /// What there is to say about the writing.
  ///
  /// - Parameter now: the time now.
  /// - Returns: the words; `nil` where all is well.
  public func problem(at now: Timestamp) -> String? {
    if let begun, now - begun > FlushRecord.patience {
      return "the disk has not answered for \(FlushRecord.age(now - begun)); "
        + "history goes on in memory"
    }
    guard let failure, let failingSince else { return nil }
    return "\(failure); the newest \(FlushRecord.age(now - failingSince)) are in memory only"
  }

  private static func age(_ duration: Duration) -> String {
    PrometheusDuration.text(.seconds(max(1, duration.components.seconds)))
  }
}

/// The record of one ring file, for the thread that writes it and those that ask.
public final class FlushLedger: Sendable {
  private let record = Guarded(FlushRecord())

  /// An empty record.
  public init() {}

  /// The record now.
  public var current: FlushRecord { record.withLock { $0 } }

  /// Does one writing and records it.
  ///
  /// - Parameters:
  ///   - clock: the time now.
  ///   - write: writes, and says how many bytes.
  /// - Returns: whether it went well.
  @discardableResult public func note(
    _ clock: () -> Timestamp, _ write: () throws(FileFailure) -> Int
  ) -> Bool {
    let begun = clock()
    record.withLock { $0.begin(at: begun) }
    let result = Result { () throws(FileFailure) in try write() }
    let ended = clock()
    record.withLock { $0.end(at: ended, result) }
    if case .success = result { return true }
    return false
  }
}
