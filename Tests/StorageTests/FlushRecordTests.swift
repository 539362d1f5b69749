import Metrics
import Testing
import TimeSeries

@testable import Storage

struct FlushRecordTests {
  private func at(_ second: Int64) -> Timestamp { Timestamp(milliseconds: second * 1000) }

  private let full = FileFailure(
    operation: "write", number: 28, reason: "no space left on device")

  @Test func `a success says nothing and counts the bytes`() {
    var record = FlushRecord()
    #expect(record.problem(at: at(0)) == nil)
    record.begin(at: at(10))
    #expect(record.problem(at: at(20)) == nil)
    record.end(at: at(11), .success(4096))
    record.begin(at: at(20))
    record.end(at: at(20), .success(100))
    #expect(record.problem(at: at(60)) == nil)
    #expect(record.writtenBytes == 4196)
    #expect(record.lastSuccess == at(20))
  }

  @Test func `a disk that refuses is named with the time that it may cost`() {
    var record = FlushRecord()
    record.begin(at: at(10))
    record.end(at: at(11), .failure(full))
    record.begin(at: at(20))
    record.end(at: at(20), .failure(full))
    #expect(
      record.problem(at: at(100))
        == "write: no space left on device; the newest 1m30s are in memory only")
    record.begin(at: at(110))
    record.end(at: at(110), .success(1))
    #expect(record.problem(at: at(110)) == nil)
  }

  @Test func `a disk that does not answer is named after ten seconds`() {
    var record = FlushRecord()
    record.begin(at: at(10))
    #expect(record.problem(at: at(20)) == nil)
    #expect(
      record.problem(at: at(44))
        == "the disk has not answered for 34s; history goes on in memory")
    record.end(at: at(45), .success(1))
    #expect(record.problem(at: at(45)) == nil)
  }

  @Test func `the ledger records what its writing comes to`() {
    let ledger = FlushLedger()
    var seconds: Int64 = 0
    let clock = { () -> Timestamp in
      seconds += 1
      return Timestamp(milliseconds: seconds * 1000)
    }
    #expect(ledger.note(clock) { 7 })
    #expect(ledger.current.lastSuccess == at(2))
    #expect(!ledger.note(clock) { () throws(FileFailure) in throw full })
    #expect(ledger.current.failingSince == at(3))
    #expect(ledger.current.writtenBytes == 7)
  }
}
