import Foundation
import Metrics
import Testing

@testable import ringside

extension Keeping {
  /// The ring file of a wish, whose owner before has ended.
  ///
  /// A program that another test starts has the owner's lock too, from the moment at which it is forked until it becomes
  /// itself; so this waits for a while.
  static func ownSoon(_ wish: Wish, now: Timestamp) throws -> Keeping {
    let deadline = ContinuousClock.now + .seconds(20)
    while true {
      if case .own(let keeping) = try own(wish, now: now) { return keeping }
      guard ContinuousClock.now < deadline else {
        throw SourceError(message: "somebody else has the lock", status: .world)
      }
      usleep(1000)
    }
  }
}
