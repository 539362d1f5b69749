import Synchronization

/// A yes or no that two threads share.
final class Flag: Sendable {
  private let state = Atomic(false)

  var value: Bool {
    get { state.load(ordering: .acquiring) }
    set { state.store(newValue, ordering: .releasing) }
  }
}
