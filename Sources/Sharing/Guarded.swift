public import Synchronization

/// A value that one thread at a time may use.
///
/// The only lock of this project. It is `Mutex` with one word beside it: the thread sanitizer does not know the futex in
/// `Mutex`, which the kernel hands over where threads meet, and would report every such meeting as a race. Each turn
/// takes the word with acquire and leaves it with release, which the sanitizer follows; that costs two plain moves. It is
/// inlined into other rooms because a generic call that is not looks up the metadata of its types each time.
public struct Guarded<Value: ~Copyable>: ~Copyable {
  @usableFromInline let value: Mutex<Value>
  @usableFromInline let turn = Atomic<Bool>(false)

  /// Takes the value into custody.
  public init(_ value: consuming sending Value) {
    self.value = Mutex(value)
  }

  /// Runs `body` with the value while every other thread waits.
  ///
  /// - Parameter body: what to do; it must not come back for the same value.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws.
  @inlinable public borrowing func withLock<Result: ~Copyable, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    try value.withLock { value throws(Failure) -> sending Result in
      _ = turn.load(ordering: .acquiring)
      defer { turn.store(true, ordering: .releasing) }
      return try body(&value)
    }
  }
}

extension Guarded: @unchecked Sendable where Value: ~Copyable {}
