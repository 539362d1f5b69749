import Metrics
import Synchronization
import TimeSeries

/// A file in memory that can refuse, stop in the middle of a write, and lose what was not synchronised.
final class MemoryFile: WritableFileBytes {
  fileprivate struct State {
    /// What a reader of this system sees.
    var bytes: [UInt8]
    /// What a loss of power leaves: the bytes at the last synchronisation.
    var stable: [UInt8]
    /// Pages that were written since.
    var dirty: Set<Int> = []
    /// After so many writes and synchronisations one is refused.
    var callsLeft: Int?
    /// Whether a refused write leaves a part of its bytes.
    var isCut = false
    var number: Int32 = 28
    var readsFail = false
    var written = 0
  }

  private let state: Mutex<State>

  init(_ bytes: [UInt8] = []) { state = Mutex(State(bytes: bytes, stable: bytes)) }

  func byteCount() throws(FileFailure) -> Int { state.withLock { $0.bytes.count } }

  func read(at offset: Int, count: Int) throws(FileFailure) -> [UInt8] {
    let data = state.withLock { state -> [UInt8]? in
      guard !state.readsFail else { return nil }
      guard offset < state.bytes.count, count > 0 else { return [] }
      return Array(state.bytes[offset..<min(state.bytes.count, offset + count)])
    }
    guard let data else {
      throw FileFailure(operation: "read", number: 5, reason: "Input/output error")
    }
    return data
  }

  func write(_ data: [UInt8], at offset: Int) throws(FileFailure) {
    let refused = state.withLock { state -> Int32? in
      var data = data[...]
      let isRefused = state.takeCall()
      if isRefused {
        guard state.isCut else { return state.number }
        data = data.prefix(data.count / 2)
      }
      let end = offset + data.count
      if end > state.bytes.count {
        state.bytes += [UInt8](repeating: 0, count: end - state.bytes.count)
      }
      state.bytes.replaceSubrange(offset..<end, with: data)
      state.written += data.count
      if end > offset {
        for page in (offset / 4096)...((end - 1) / 4096) { state.dirty.insert(page) }
      }
      return isRefused ? state.number : nil
    }
    if let refused {
      throw FileFailure(operation: "write", number: refused, reason: "No space left on device")
    }
  }

  func synchronise() throws(FileFailure) {
    let isRefused = state.withLock { state in
      guard !state.takeCall() else { return true }
      state.settle { _ in true }
      return false
    }
    if isRefused {
      throw FileFailure(operation: "synchronise", number: 5, reason: "Input/output error")
    }
  }

  func resize(to count: Int) throws(FileFailure) {
    guard count <= 64 << 20 else {
      throw FileFailure(operation: "resize", number: 27, reason: "File too large")
    }
    state.withLock { state in
      let pages = min(state.bytes.count, count)
      state.bytes = Array(state.bytes.prefix(count))
      state.bytes += [UInt8](repeating: 0, count: count - pages)
      state.stable = state.bytes
    }
  }

  // MARK: - What tests do to it

  var bytes: [UInt8] {
    get { state.withLock { $0.bytes } }
    set { state.withLock { $0.bytes = newValue } }
  }

  /// Changes bytes behind everybody's back; what stood there.
  func poke(_ data: [UInt8], at offset: Int) -> [UInt8] {
    state.withLock { state in
      let range = offset..<min(state.bytes.count, offset + data.count)
      let old = Array(state.bytes[range])
      state.bytes.replaceSubrange(range, with: data.prefix(range.count))
      return old
    }
  }

  var written: Int { state.withLock { $0.written } }

  /// Refuses the write or synchronisation after so many more; never where it is `nil`.
  func refuse(after calls: Int?, isCut: Bool = false, number: Int32 = 28) {
    state.withLock { state in
      (state.callsLeft, state.isCut, state.number) = (calls, isCut, number)
    }
  }

  func failReads(_ fail: Bool) { state.withLock { $0.readsFail = fail } }

  /// What is there after a loss of power: of what was not synchronised some pages, others as they were.
  func afterPowerCut(_ generator: inout SeededGenerator) -> MemoryFile {
    var copy = generator
    let bytes = state.withLock { state -> [UInt8] in
      var result = state
      result.settle { _ in Bool.random(using: &copy) }
      return result.stable
    }
    generator = copy
    return MemoryFile(bytes)
  }
}

extension MemoryFile.State {
  /// Whether this call is to be refused.
  fileprivate mutating func takeCall() -> Bool {
    guard let left = callsLeft else { return false }
    guard left > 0 else { return true }
    callsLeft = left - 1
    return false
  }

  fileprivate mutating func settle(_ isKept: (Int) -> Bool) {
    for page in dirty.sorted() where isKept(page) {
      let start = page * 4096
      let end = min(bytes.count, start + 4096)
      guard start < end else { continue }
      if stable.count < end { stable += [UInt8](repeating: 0, count: end - stable.count) }
      stable.replaceSubrange(start..<end, with: bytes[start..<end])
    }
    dirty = []
  }
}
