/// One piece of memory that an arena lives in; it stays at its address for as long as this object does.
///
/// Its pages may be shared with other processes, which read them while this one writes.
@safe public final class ArenaBytes: @unchecked Sendable {
  /// Where the piece begins; a multiple of 4096.
  let base: UnsafeMutableRawPointer
  /// How many bytes it has; a multiple of 4096.
  public let count: Int
  /// Whether this process may write it.
  public let isWritable: Bool
  private let release: @Sendable (UnsafeMutableRawPointer, Int) -> Void

  /// Takes over memory that somebody else has mapped.
  ///
  /// - Parameters:
  ///   - base: where it begins; a multiple of 4096.
  ///   - count: how many bytes there are, a multiple of 4096.
  ///   - isWritable: whether this process may write it.
  ///   - release: gives the memory back.
  public init(
    _ base: UnsafeMutableRawPointer, count: Int, isWritable: Bool,
    release: @escaping @Sendable (UnsafeMutableRawPointer, Int) -> Void
  ) {
    unsafe self.base = base
    self.count = count
    self.isWritable = isWritable
    unsafe self.release = unsafe release
  }

  /// Memory of this process alone, with whatever was in it; what is not written costs nothing.
  ///
  /// - Parameter count: how many bytes, a multiple of 4096.
  public convenience init(count: Int) {
    let base = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 4096)
    unsafe self.init(base, count: count, isWritable: true) { base, _ in unsafe base.deallocate() }
  }

  deinit { unsafe release(base, count) }
}
