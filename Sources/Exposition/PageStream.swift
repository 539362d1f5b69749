public import Metrics

/// Reads one long page, such as a file of history, that comes in pieces of any length.
///
/// The series are those of a `PageReader`: known ones cost a comparison and a number. Nothing ends but with the page.
public struct PageStream: Sendable {
  /// The lines that have been read.
  public private(set) var lines = 0

  private var reader: PageReader
  private let format: ExpositionFormat
  private var isOver = false

  /// A stream at the start of a page of this format.
  public init(_ format: ExpositionFormat, _ options: PageReader.Options = PageReader.Options()) {
    self.format = format
    reader = PageReader(options)
    reader.startRound()
  }

  /// Reads the whole lines of `piece` into `batch`.
  ///
  /// - Parameters:
  ///   - piece: bytes of the page, the first of them the beginning of a line.
  ///   - isLast: whether the page ends with the piece; then its last line needs no newline.
  ///   - batch: where samples and new series go; what it held is removed.
  ///   - slots: where slots come from.
  ///   - identity: the labels under which a series is kept; `nil` where it is not.
  /// - Returns: the bytes that were read; those behind them belong before the next piece.
  /// - Throws: the first line that cannot be read, its number counted from the start of the page.
  public mutating func read(
    _ piece: Span<UInt8>, isLast: Bool, into batch: inout SampleBatch,
    slots: inout SlotAllocator, identity: (Labels) -> Labels?
  ) throws(ExpositionError) -> Int {
    batch.removeAll()
    let end = isLast ? piece.count : PageStream.endOfLines(piece)
    let whole = piece.extracting(0..<end)
    var counts = PageCounts()
    do throws(ExpositionError) {
      guard !isOver || end == 0 else {
        throw ExpositionError("expected nothing after '# EOF'", in: piece, at: 0)
      }
      var scanner = ExpositionScanner(format)
      isOver = try reader.scan(
        whole, &scanner, isLast: isLast && !isOver, &batch, &slots, &counts, identity)
    } catch {
      throw ExpositionError(
        line: error.line + lines, column: error.column, reason: error.reason)
    }
    lines += PageStream.newlines(whole)
    return end
  }

  /// The bytes up to the last newline, that one included.
  private static func endOfLines(_ piece: Span<UInt8>) -> Int {
    var end = piece.count
    while end > 0, piece[end - 1] != Byte.newline { end -= 1 }
    return end
  }

  private static func newlines(_ bytes: Span<UInt8>) -> Int {
    var count = 0
    var position = bytes.lineEnd(from: 0)
    while position < bytes.count {
      count += 1
      position = bytes.lineEnd(from: position + 1)
    }
    return count
  }
}
