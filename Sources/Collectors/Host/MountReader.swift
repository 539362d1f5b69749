internal import CLinux
internal import Glibc
internal import Sharing

/// Starts calls that may never return on a thread of their own; says whether there was a thread to be had.
public typealias ReaderStart = @Sendable (@escaping @Sendable () -> Void) -> Bool

/// Threads for calls that the kernel may never return from.
public enum ReaderThread {
  /// Runs `work` on a new detached thread with a small stack.
  ///
  /// The corresponding C function is `pthread_create`.
  public static let start: ReaderStart = { work in
    let box = Unmanaged.passRetained(Work(work))
    let status = clinux_thread(
      256 << 10,
      { argument in
        if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, box.toOpaque(), nil)
    if status != 0 { box.release() }
    return status == 0
  }

  private final class Work: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
}

/// What a file system says about its size.
package struct MountUsage: Equatable, Sendable {
  /// All bytes.
  package var sizeBytes: Double
  /// Bytes that nothing is in.
  package var freeBytes: Double
  /// Bytes that anyone may use.
  package var availableBytes: Double
  /// Inodes, and those that are free.
  package var files: Double
  package var filesFree: Double

  /// A file system of which half a million of a million inodes are free.
  package init(sizeBytes: Double, availableBytes: Double) {
    self.init(
      sizeBytes: sizeBytes, freeBytes: availableBytes, availableBytes: availableBytes, files: 1e6,
      filesFree: 5e5)
  }

  init(
    sizeBytes: Double, freeBytes: Double, availableBytes: Double, files: Double, filesFree: Double
  ) {
    self.sizeBytes = sizeBytes
    self.freeBytes = freeBytes
    self.availableBytes = availableBytes
    self.files = files
    self.filesFree = filesFree
  }
}

/// What asking a mount came to.
package enum MountAnswer: Equatable, Sendable {
  /// How full it is.
  case usage(MountUsage)
  /// The system's error number.
  case failure(Int32)
  /// It has not answered in time.
  case stuck
}

/// Asks mounts for their sizes on a thread that may be lost, so that a dead one stops nothing.
///
/// One thread waits for rounds. A mount that has not answered by the deadline is stuck, and is not asked again until it
/// does; another thread takes over for the mounts behind it. At most four threads are lost at once.
final class MountReader: Sendable {
  private struct State {
    var queue: [String] = []
    var asking: String?
    var askedAtNanoseconds: UInt64 = 0
    var worker = 0
    var hasWorker = false
    var answers: [String: MountAnswer] = [:]
    var stuck: Set<String> = []
  }

  private let state = Guarded(State())
  private let bell = Semaphore()
  /// Rings when everything has been asked.
  private let finished = Semaphore()
  private let start: ReaderStart
  private let deadlineNanoseconds: UInt64
  private let ask: @Sendable (String) -> MountAnswer

  init(
    start: @escaping ReaderStart, deadline: Duration,
    ask: @escaping @Sendable (String) -> MountAnswer = MountReader.statistics
  ) {
    self.start = start
    self.ask = ask
    deadlineNanoseconds =
      UInt64(max(0, deadline.components.seconds)) * 1_000_000_000
      + UInt64(max(0, deadline.components.attoseconds / 1_000_000_000))
  }

  /// Has `paths` asked, and returns the newest answers after waiting for them at most `patience`.
  func answers(for paths: [String], patienceMicroseconds: Int) -> [String: MountAnswer] {
    finished.drain()
    if begin(paths) { wait(patienceMicroseconds) }
    return state.withLock { state in
      var result = state.answers
      for path in state.stuck { result[path] = .stuck }
      return result
    }
  }

  /// Waits until the worker has asked everything, and looks every 10 ms whether it is stuck.
  private func wait(_ patienceMicroseconds: Int) {
    var left = patienceMicroseconds
    while left > 0, !finished.wait(atMost: .microseconds(min(left, 10_000))) {
      left -= 10_000
      giveUpLate()
      guard isBusy else { return }
    }
  }

  private var isBusy: Bool { state.withLock { $0.asking != nil || !$0.queue.isEmpty } }

  /// Begins a round; whether someone is asking now.
  private func begin(_ paths: [String]) -> Bool {
    giveUpLate()
    let isNew = state.withLock { state -> Bool in
      guard state.asking == nil, state.queue.isEmpty else { return false }
      let wanted = Set(paths)
      state.answers = state.answers.filter { wanted.contains($0.key) }
      state.queue = paths.filter { !state.stuck.contains($0) }.reversed()
      if state.stuck.count >= MountReader.mostLost { state.queue = [] }
      return !state.queue.isEmpty
    }
    return isNew ? wakeWorker() : isBusy
  }

  /// Leaves a thread whose call is past the deadline to itself, and lets another go on behind it.
  private func giveUpLate() {
    let now = MountReader.nanoseconds()
    let goesOn = state.withLock { state -> Bool in
      guard let path = state.asking, now &- state.askedAtNanoseconds >= deadlineNanoseconds else {
        return false
      }
      state.stuck.insert(path)
      state.asking = nil
      state.worker += 1
      state.hasWorker = false
      if state.stuck.count >= MountReader.mostLost { state.queue = [] }
      return !state.queue.isEmpty
    }
    if goesOn { _ = wakeWorker() }
  }

  /// Wakes the thread that waits, or starts one where there is none; whether there is one.
  private func wakeWorker() -> Bool {
    let number = state.withLock { state -> Int? in
      guard !state.hasWorker else { return nil }
      state.hasWorker = true
      return state.worker
    }
    guard let number else {
      bell.ring()
      return true
    }
    if start({ self.run(number) }) { return true }
    state.withLock { state in
      state.hasWorker = false
      state.queue = []
    }
    return false
  }

  /// Asks, and waits for the next round, until another thread has taken over.
  private func run(_ number: Int) {
    while state.withLock({ $0.worker == number }) {
      guard let path = next(number) else {
        finished.ring()
        bell.wait()
        continue
      }
      let answer = ask(path)
      state.withLock { state in
        state.stuck.remove(path)
        state.answers[path] = answer
        if state.worker == number { state.asking = nil }
      }
    }
  }

  private func next(_ number: Int) -> String? {
    state.withLock { state in
      guard state.worker == number, let path = state.queue.popLast() else { return nil }
      state.asking = path
      state.askedAtNanoseconds = MountReader.nanoseconds()
      return path
    }
  }

  private static let mostLost = 4

  /// The corresponding C function is `statvfs`.
  static let statistics: @Sendable (String) -> MountAnswer = { path in
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return .failure(errno) }
    let block = Double(status.f_frsize)
    return .usage(
      MountUsage(
        sizeBytes: Double(status.f_blocks) * block, freeBytes: Double(status.f_bfree) * block,
        availableBytes: Double(status.f_bavail) * block, files: Double(status.f_files),
        filesFree: Double(status.f_ffree)))
  }

  private static func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }
}
