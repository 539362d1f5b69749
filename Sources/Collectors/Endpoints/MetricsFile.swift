public import Exposition
internal import Glibc
public import Metrics

/// Loads a file of metrics: OpenMetrics with timestamps, as `promtool tsdb create-blocks-from openmetrics` reads it, or a
/// page in the Prometheus text format.
public enum MetricsFile {
  private static let pieceBytes = 4 << 20

  /// Reads the file at `path` and hands its samples over in batches of some ten thousand, in the order of the file.
  ///
  /// All batches share one space of slots. A sample without a timestamp is of the moment `now`.
  /// - Parameters:
  ///   - path: the file.
  ///   - origin: the share of the ring that pays.
  ///   - now: the moment of samples without a timestamp.
  ///   - deliver: takes each batch.
  /// - Returns: the number of samples.
  /// - Throws: why the file cannot be read, or its first line that cannot; earlier samples have been delivered.
  public static func load(
    _ path: String, origin: SampleOrigin, now: Timestamp, deliver: (SampleBatch) -> Void
  ) throws(MetricsFileError) -> Int {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .unreadable(path: path, code: errno) }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: pieceBytes)
    var filled = try read(file, &buffer, from: 0, path)
    var format = ExpositionFormat.prometheus
    if filled > 0 { format = formatOfFile(file, buffer.span.extracting(0..<filled)) }
    var stream = PageStream(format)
    var slots = SlotAllocator()
    var samples = 0
    var batch = SampleBatch(origin: origin, timestamp: now)
    while true {
      let isLast = filled < buffer.count
      let used: Int
      do throws(ExpositionError) {
        used = try stream.read(
          buffer.span.extracting(0..<filled), isLast: isLast, into: &batch, slots: &slots,
          identity: { $0 })
      } catch {
        throw .page(path: path, error)
      }
      samples += batch.values.count
      if !batch.values.isEmpty || !batch.declarations.isEmpty { deliver(batch) }
      if isLast { return samples }
      // A line that is longer than the buffer needs a longer one.
      if used == 0 { buffer.append(contentsOf: [UInt8](repeating: 0, count: buffer.count)) }
      buffer.replaceSubrange(0..<filled - used, with: buffer[used..<filled])
      filled = try read(file, &buffer, from: filled - used, path)
    }
  }

  /// Fills the buffer from `start` on; the bytes in it, fewer than it has room for at the end of the file.
  private static func read(
    _ file: Int32, _ buffer: inout [UInt8], from start: Int, _ path: String
  ) throws(MetricsFileError) -> Int {
    var filled = start
    while filled < buffer.count {
      let count = buffer.withUnsafeMutableBytes {
        Glibc.read(file, $0.baseAddress?.advanced(by: filled), $0.count - filled)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(path: path, code: errno) }
      guard count > 0 else { break }
      filled += count
    }
    return filled
  }

  /// OpenMetrics where the first lines or the last bytes of the file say so.
  private static func formatOfFile(_ file: Int32, _ head: Span<UInt8>) -> ExpositionFormat {
    if ExpositionFormat.detected(in: head) == .openMetrics { return .openMetrics }
    let size = lseek(file, 0, SEEK_CUR)
    let length = lseek(file, 0, SEEK_END)
    defer { lseek(file, size, SEEK_SET) }
    guard size >= 0, length > 64 else { return .prometheus }
    var tail = [UInt8](repeating: 0, count: 64)
    let count = tail.withUnsafeMutableBytes { pread(file, $0.baseAddress, 64, length - 64) }
    return ExpositionFormat.detected(in: tail.span.extracting(0..<max(0, count)))
  }
}

/// Why a file of metrics could not be loaded.
public enum MetricsFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It cannot be opened or read, with the number of the system's error.
  case unreadable(path: String, code: Int32)
  /// A line of it cannot be read.
  case page(path: String, ExpositionError)

  /// `path: what` or `path:line:column: what`.
  public var description: String {
    switch self {
    case .unreadable(let path, let code): "\(path): \(String(cString: strerror(code)))"
    case .page(let path, let error): error.rendered(source: path)
    }
  }
}
