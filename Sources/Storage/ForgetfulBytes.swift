internal import Sharing
internal import TimeSeries

/// A file in memory, of which only pages that were written take room.
final class ForgetfulBytes: WritableFileBytes {
  private struct State: Sendable {
    var pages: [Int: [UInt8]] = [:]
    var count = 0
  }

  private static let page = 4096
  private let state = Guarded(State())

  func byteCount() throws(FileFailure) -> Int { state.withLock { $0.count } }

  func read(at offset: Int, count: Int) throws(FileFailure) -> [UInt8] {
    state.withLock { state in
      let end = min(offset + count, state.count)
      guard offset < end else { return [] }
      var result = [UInt8](repeating: 0, count: end - offset)
      ForgetfulBytes.parts(offset..<end) { page, place, whole in
        guard let bytes = state.pages[page] else { return }
        result.replaceSubrange(whole, with: bytes[place])
      }
      return result
    }
  }

  func write(_ bytes: [UInt8], at offset: Int) throws(FileFailure) {
    state.withLock { state in
      state.count = max(state.count, offset + bytes.count)
      ForgetfulBytes.parts(offset..<(offset + bytes.count)) { page, place, whole in
        let empty = [UInt8](repeating: 0, count: ForgetfulBytes.page)
        state.pages[page, default: empty].replaceSubrange(place, with: bytes[whole])
      }
    }
  }

  func synchronise() throws(FileFailure) {}

  func resize(to count: Int) throws(FileFailure) { state.withLock { $0.count = count } }

  /// The pages of a range, of each the part within it and that part's place in the range.
  private static func parts(
    _ range: Range<Int>, _ body: (_ page: Int, _ place: Range<Int>, _ whole: Range<Int>) -> Void
  ) {
    var start = range.lowerBound
    while start < range.upperBound {
      let (number, from) = start.quotientAndRemainder(dividingBy: page)
      let count = min(page - from, range.upperBound - start)
      let whole = start - range.lowerBound
      body(number, from..<(from + count), whole..<(whole + count))
      start += count
    }
  }
}
