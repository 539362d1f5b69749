import Glibc
import Sharing
import Synchronization

/// A made-up machine on which time passes as it does for everyone else, for as long as the object lives.
package final class LiveHost: Sendable {
  private final class Shared: Sendable {
    private let host: Guarded<FakeHost>
    let isStopped = Atomic<Bool>(false)

    init(_ host: consuming sending FakeHost) { self.host = Guarded(host) }

    func withHost<Result: Sendable>(_ body: (FakeHost) -> Result) -> Result {
      host.withLock { host in body(host) }
    }
  }

  private let shared: Shared
  /// The options that point `ringside` here.
  package let arguments: [String]

  /// Starts a scene.
  ///
  /// - Parameters:
  ///   - scene: what happens.
  ///   - seed: chooses the machine.
  ///   - withDecoys: adds processes that look guilty and are not.
  ///   - change: alters the machine before it starts.
  /// - Throws: where the files cannot be written.
  package init(
    _ scene: FakeScene, seed: UInt64, withDecoys: Bool = false,
    change: (FakeHost) -> Void = { _ in }
  ) throws(FileTree.Refused) {
    let host = try scene.machine(seed: seed, withDecoys: withDecoys)
    change(host)
    try host.write()
    arguments = host.arguments
    shared = Shared(host)
    let shared = shared
    BackgroundThread.start { LiveHost.pass(shared) }
  }

  deinit {
    shared.isStopped.store(true, ordering: .relaxed)
    // The thread may outlive the test, and the process would then end before the folder does.
    shared.withHost { $0.tree.removeAll() }
  }

  /// Looks at the machine, or changes what it does from now on.
  package func with<Result: Sendable>(_ body: (FakeHost) -> Result) -> Result {
    shared.withHost(body)
  }

  /// Lets the machine's time follow the clock, twenty steps a second.
  private static func pass(_ shared: Shared) {
    let start = ContinuousClock.now
    var passed = 0.0
    while true {
      let now = (ContinuousClock.now - start) / .seconds(1)
      shared.withHost { host in
        guard !shared.isStopped.load(ordering: .relaxed) else { return }
        try? host.advance(by: now - passed)
      }
      if shared.isStopped.load(ordering: .relaxed) { return }
      passed = now
      poll(nil, 0, 50)
    }
  }
}
