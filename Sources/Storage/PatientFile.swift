internal import CLinux
internal import Glibc
internal import Sharing
public import TimeSeries

/// A file that is read on a thread of its own, so that a disk that never answers holds nobody up.
///
/// A reading that does not come in time fails, and so does every other one, at once, until the disk has answered; the
/// thread that waits for it may be lost.
public final class PatientFile: FileBytes {
  private let desk: Desk
  private let patience: Duration

  /// Reads `file` with patience.
  ///
  /// - Parameters:
  ///   - file: the file, which is read by one thread at a time.
  ///   - patience: how long a reading may take.
  /// - Throws: where there is no thread to be had.
  public init(
    _ file: any FileBytes, patience: Duration = .seconds(2)
  ) throws(FileFailure) {
    desk = Desk(file)
    self.patience = patience
    guard desk.open() else { throw FileFailure("read", EAGAIN) }
  }

  deinit { desk.close() }

  /// How many bytes there are now.
  ///
  /// - Throws: where that cannot be found out in time.
  public func byteCount() throws(FileFailure) -> Int {
    try desk.ask(patience) { file throws(FileFailure) in [try file.byteCount()] }.first ?? 0
  }

  /// Copies bytes; fewer than asked for only at the end of the file.
  ///
  /// - Throws: where they cannot be read, or not in time.
  public func read(at offset: Int, count: Int) throws(FileFailure) -> [UInt8] {
    try desk.ask(patience) { file throws(FileFailure) in
      try file.read(at: offset, count: count)
    }
  }
}

/// Where those who read leave what they want, and the one thread that gets it.
private final class Desk: Sendable {
  private struct State: Sendable {
    var waiting: [@Sendable () -> Void] = []
    var isClosed = false
    /// Since when the thread has been at a reading that somebody has given up; `nil` where it is at none.
    var stuckSince: ContinuousClock.Instant?
  }

  private let file: any FileBytes
  private let state = Guarded(State())
  private let work = Semaphore()

  init(_ file: any FileBytes) { self.file = file }

  /// Starts the thread; whether there was one.
  ///
  /// The corresponding C function is `pthread_create`.
  func open() -> Bool {
    let desk = Unmanaged.passRetained(self)
    let status = clinux_thread(
      256 << 10,
      { argument in
        clinux_name_thread("file")
        if let argument { Unmanaged<Desk>.fromOpaque(argument).takeRetainedValue().serve() }
        return nil
      }, desk.toOpaque(), nil)
    if status != 0 { desk.release() }
    return status == 0
  }

  func close() {
    state.withLock { $0.isClosed = true }
    work.ring()
  }

  private func serve() {
    while true {
      work.wait()
      let next = state.withLock { state -> (@Sendable () -> Void)? in
        state.waiting.isEmpty ? nil : state.waiting.removeFirst()
      }
      next?()
      let isDone = state.withLock { state in
        state.stuckSince = nil
        return next == nil && state.isClosed
      }
      if isDone { return }
    }
  }

  /// Has `read` done by the thread and waits for what it comes to.
  func ask<Element: Sendable>(
    _ patience: Duration,
    _ read: @escaping @Sendable (any FileBytes) throws(FileFailure) -> [Element]
  ) throws(FileFailure) -> [Element] {
    let answer = Answer<Element>()
    let since = state.withLock { [file] state -> ContinuousClock.Instant? in
      if let since = state.stuckSince { return since }
      state.waiting.append {
        answer.give(Result { () throws(FileFailure) in try read(file) })
      }
      return nil
    }
    if let since { throw Desk.stuck(since) }
    work.ring()
    let begun = ContinuousClock.now
    if let result = answer.wait(patience) { return try result.get() }
    let late = state.withLock { state -> Result<[Element], FileFailure>? in
      if let result = answer.result { return result }
      // What others have left is not done either; each of them waits for its own patience only.
      state.waiting = []
      state.stuckSince = begun
      return nil
    }
    if let late { return try late.get() }
    throw Desk.stuck(begun)
  }

  private static func stuck(_ since: ContinuousClock.Instant) -> FileFailure {
    let seconds = (ContinuousClock.now - since).components.seconds
    return FileFailure(
      operation: "read", number: ETIMEDOUT,
      reason: "the disk has not answered for \(max(1, seconds)) s")
  }
}

/// What one reading came to.
private final class Answer<Element: Sendable>: Sendable {
  private let given = Guarded<Result<[Element], FileFailure>?>(nil)
  private let isThere = Semaphore()

  /// What it came to so far.
  var result: Result<[Element], FileFailure>? { given.withLock { $0 } }

  func give(_ result: Result<[Element], FileFailure>) {
    given.withLock { $0 = result }
    isThere.ring()
  }

  func wait(_ patience: Duration) -> Result<[Element], FileFailure>? {
    isThere.wait(atMost: patience) ? result : nil
  }
}
