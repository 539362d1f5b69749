import Glibc
import Sharing
import Testing
import TimeSeries

@testable import Storage

/// A file whose readings wait until the test lets them go.
final class StuckFile: FileBytes {
  private let gate = Semaphore()
  private let entered = Semaphore()
  private let isOpen = Guarded(true)

  func byteCount() throws(FileFailure) -> Int { 100 }

  func read(at offset: Int, count: Int) throws(FileFailure) -> [UInt8] {
    if !isOpen.withLock({ $0 }) { gate.wait() }
    entered.ring()
    guard offset < 100 else {
      throw FileFailure(operation: "read", number: EIO, reason: "input/output error")
    }
    return [UInt8](repeating: UInt8(offset), count: min(count, 100 - offset))
  }

  func hang() { isOpen.withLock { $0 = false } }

  /// Lets the reading that hangs go on, and waits until it has.
  func release() {
    isOpen.withLock { $0 = true }
    while entered.wait(atMost: .zero) {}
    gate.ring()
    entered.wait()
  }
}

struct PatientFileTests {
  @Test func `a disk that answers is read as it is`() throws {
    let file = try PatientFile(StuckFile())
    #expect(try file.byteCount() == 100)
    #expect(try file.read(at: 98, count: 5) == [98, 98])
    let failure = #expect(throws: FileFailure.self) { try file.read(at: 100, count: 1) }
    #expect(failure?.description == "read: input/output error")
  }

  @Test func `a disk that hangs costs one wait, and is used again when it answers`() throws {
    let stuck = StuckFile()
    let file = try PatientFile(stuck, patience: .milliseconds(30))
    stuck.hang()
    let words = "read: the disk has not answered for 1 s"
    let first = #expect(throws: FileFailure.self) { try file.read(at: 0, count: 1) }
    #expect(first?.description == words)
    #expect(first?.number == ETIMEDOUT, "it is the world that fails, not the file")
    let begun = ContinuousClock.now
    for _ in 0..<100 {
      #expect(throws: FileFailure.self) { try file.read(at: 0, count: 1) }
    }
    #expect(ContinuousClock.now - begun < .milliseconds(1500), "each of them waited")
    stuck.release()
    let deadline = ContinuousClock.now + .seconds(20)
    var answer: [UInt8]?
    while answer == nil, ContinuousClock.now < deadline { answer = try? file.read(at: 3, count: 1) }
    #expect(answer == [3])
  }
}
