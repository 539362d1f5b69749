import Metrics
import Testing

@testable import Collectors

struct ProcessAccountsTests {
  private func process(
    _ pid: Int32, cpu: UInt64 = 0, pages: UInt64 = 0, io: UInt64 = 0
  ) -> ProcessReading {
    ProcessReading(
      pid: pid, startTicks: UInt64(pid),
      counters: ProcessCounters(userTicks: cpu, readBytes: io), residentPages: pages)
  }

  private func at(_ second: Int64) -> Timestamp { Timestamp(milliseconds: second * 1000) }

  private func remainder(_ accounts: ProcessAccounts, _ name: String) -> ProcessAccounts.Remainder?
  {
    accounts.remainders.compactMap { $0 }.first { $0.comm == Array(name.utf8) }
  }

  /// Only one place, by CPU.
  private let single = ProcessRanking.Quotas(cpu: 1, memory: 0, io: 0, newest: 0)

  @Test func `a process earns its series at the second of two consecutive ticks`() {
    var accounts = ProcessAccounts()
    accounts.startRound(at: at(0))
    let index = accounts.appeared(process(1), comm: Array("a".utf8))
    #expect(accounts.finishRound(machineTicks: nil).gained == [])
    accounts.startRound(at: at(1))
    #expect(accounts.finishRound(machineTicks: nil).gained == [index])
    #expect(accounts.kept == [index])
  }

  @Test func `a process seen once gives its whole CPU time to its remainder`() {
    var accounts = ProcessAccounts()
    accounts.startRound(at: at(0))
    _ = accounts.finishRound(machineTicks: nil)
    accounts.startRound(at: at(1))
    let index = accounts.appeared(process(7, cpu: 40), comm: Array("cc".utf8))
    _ = accounts.finishRound(machineTicks: 100)
    accounts.startRound(at: at(2))
    accounts.vanished(index)
    let changes = accounts.finishRound(machineTicks: 0)
    #expect(changes.gained == [] && changes.lost == [])
    #expect(remainder(accounts, "cc")?.counters.userTicks == 40)
    #expect(remainder(accounts, "cc")?.members == 0)
    #expect(accounts.unattributedTicks == 60)
  }

  @Test func `what was used before the first tick belongs to nobody`() {
    var accounts = ProcessAccounts()
    accounts.startRound(at: at(0))
    _ = accounts.appeared(process(1, cpu: 5000), comm: Array("a".utf8))
    _ = accounts.finishRound(machineTicks: nil)
    #expect(remainder(accounts, "a")?.counters == ProcessCounters())
  }

  @Test func `a remainder takes increments while a process is a member and never falls`() {
    var accounts = ProcessAccounts(single)
    accounts.startRound(at: at(0))
    let first = accounts.appeared(process(1, cpu: 100), comm: Array("a".utf8))
    let second = accounts.appeared(process(2, cpu: 100), comm: Array("a".utf8))
    _ = accounts.finishRound(machineTicks: nil)
    accounts.startRound(at: at(1))
    accounts.changed(first, process(1, cpu: 110))
    accounts.changed(second, process(2, cpu: 103))
    #expect(accounts.finishRound(machineTicks: nil).gained == [first])
    #expect(remainder(accounts, "a")?.counters.userTicks == 13)
    accounts.startRound(at: at(2))
    accounts.changed(first, process(1, cpu: 120))
    accounts.changed(second, process(2, cpu: 104))
    _ = accounts.finishRound(machineTicks: nil)
    #expect(remainder(accounts, "a")?.counters.userTicks == 14)
    accounts.startRound(at: at(3))
    accounts.vanished(second)
    _ = accounts.finishRound(machineTicks: nil)
    #expect(remainder(accounts, "a")?.counters.userTicks == 14)
    #expect(remainder(accounts, "a")?.members == 0)
  }

  @Test func `gauges of a remainder are the sums of its members`() {
    var accounts = ProcessAccounts(ProcessRanking.Quotas(cpu: 0, memory: 1, io: 0, newest: 0))
    accounts.startRound(at: at(0))
    for pid in 1...3 {
      _ = accounts.appeared(process(Int32(pid), pages: UInt64(pid)), comm: Array("a".utf8))
    }
    _ = accounts.finishRound(machineTicks: nil)
    accounts.startRound(at: at(1))
    _ = accounts.finishRound(machineTicks: nil)
    #expect(remainder(accounts, "a")?.residentPages == 3)
    #expect(remainder(accounts, "a")?.threads == 2)
    #expect(remainder(accounts, "a")?.members == 2)
  }

  @Test func `a process stays a minute after it drops out, and its last increment is counted`() {
    var accounts = ProcessAccounts(single)
    accounts.startRound(at: at(0))
    let first = accounts.appeared(process(1), comm: Array("a".utf8))
    let second = accounts.appeared(process(2), comm: Array("b".utf8))
    _ = accounts.finishRound(machineTicks: nil)
    accounts.startRound(at: at(1))
    accounts.changed(first, process(1, cpu: 50))
    _ = accounts.finishRound(machineTicks: nil)
    var lostAt: [Int64] = []
    for time in 2...80 {
      accounts.startRound(at: at(Int64(time)))
      accounts.changed(second, process(2, cpu: UInt64(time) * 60))
      accounts.changed(first, process(1, cpu: 50 + UInt64(time)))
      if accounts.finishRound(machineTicks: nil).lost == [first] { lostAt.append(Int64(time)) }
    }
    #expect(lostAt == [62])
    #expect(accounts.kept == [second])
    // 50 as a member at first, then one a second from the one at which the series ended.
    #expect(remainder(accounts, "a")?.counters.userTicks == 50 + 19)
  }

  @Test func `more than two hundred names share one remainder`() {
    var accounts = ProcessAccounts(ProcessRanking.Quotas(cpu: 0, memory: 0, io: 0, newest: 0))
    accounts.startRound(at: at(0))
    for pid in 1...300 {
      _ = accounts.appeared(process(Int32(pid), pages: 1), comm: Array("name\(pid)".utf8))
    }
    _ = accounts.finishRound(machineTicks: nil)
    accounts.startRound(at: at(1))
    _ = accounts.finishRound(machineTicks: nil)
    #expect(accounts.remainders.count == 201)
    #expect(remainder(accounts, "(other)")?.residentPages == 100)
    #expect(accounts.seen == 300)
  }

  @Test func `a name is free a minute after its last process`() {
    var accounts = ProcessAccounts()
    accounts.startRound(at: at(0))
    _ = accounts.finishRound(machineTicks: nil)
    accounts.startRound(at: at(1))
    let index = accounts.appeared(process(1, cpu: 3), comm: Array("a".utf8))
    _ = accounts.finishRound(machineTicks: nil)
    accounts.startRound(at: at(2))
    accounts.vanished(index)
    _ = accounts.finishRound(machineTicks: nil)
    #expect(remainder(accounts, "a")?.counters.userTicks == 3)
    accounts.startRound(at: at(63))
    _ = accounts.finishRound(machineTicks: nil)
    #expect(remainder(accounts, "a") == nil)
  }

  @Test func `what is named is kept beside what is ranked, at most 50, until it is named no more`()
  {
    var accounts = ProcessAccounts(single)
    accounts.startRound(at: at(0))
    let busy = accounts.appeared(process(1, cpu: 5), comm: Array("busy".utf8))
    let small = (2..<80).map { accounts.appeared(process($0), comm: Array("small".utf8)) }
    _ = accounts.finishRound(machineTicks: nil)
    accounts.pin { $0.pid == 30 }
    accounts.startRound(at: at(1))
    #expect(Set(accounts.finishRound(machineTicks: nil).gained) == [busy, small[28]])
    accounts.pin { $0.pid > 1 }
    accounts.startRound(at: at(2))
    _ = accounts.finishRound(machineTicks: nil)
    #expect(accounts.kept.count == 51)
    accounts.pin { _ in false }
    accounts.startRound(at: at(70))
    #expect(accounts.finishRound(machineTicks: nil).lost.count == 50)
    #expect(accounts.kept == [busy])
  }

  @Test func `another process in the place of a pinned one is not pinned`() {
    var accounts = ProcessAccounts(single)
    accounts.startRound(at: at(0))
    _ = accounts.appeared(process(1, cpu: 5), comm: Array("busy".utf8))
    let pinned = accounts.appeared(process(2), comm: Array("a".utf8))
    _ = accounts.finishRound(machineTicks: nil)
    accounts.pin { $0.pid == 2 }
    accounts.startRound(at: at(1))
    accounts.vanished(pinned)
    let next = accounts.appeared(process(3), comm: Array("b".utf8))
    _ = accounts.finishRound(machineTicks: nil)
    #expect(next == pinned)
    accounts.startRound(at: at(2))
    #expect(!accounts.finishRound(machineTicks: nil).gained.contains(next))
  }

  @Test func `clocks that differ by a tick make nothing unattributed`() {
    var accounts = ProcessAccounts()
    accounts.startRound(at: at(0))
    let index = accounts.appeared(process(1), comm: Array("a".utf8))
    _ = accounts.finishRound(machineTicks: nil)
    for time in 1...100 {
      accounts.startRound(at: at(Int64(time)))
      accounts.changed(index, process(1, cpu: UInt64(time) * 10))
      _ = accounts.finishRound(machineTicks: time % 2 == 0 ? 11 : 9)
    }
    #expect(accounts.unattributedTicks == 0)
  }
}

struct ProcessRankingTests {
  private func candidate(
    _ index: Int, cpu: UInt64 = 0, memory: UInt64 = 0, io: UInt64 = 0, start: UInt64 = 0,
    isKept: Bool = false
  ) -> ProcessRanking.Candidate {
    ProcessRanking.Candidate(
      index: index, cpu: cpu, memory: memory, io: io, start: start, isKept: isKept)
  }

  private func chosen(
    _ candidates: [ProcessRanking.Candidate], _ quotas: ProcessRanking.Quotas
  ) -> [Int] {
    var ranking = ProcessRanking(quotas)
    var result: [Int] = []
    ranking.choose(candidates) { result.append($0) }
    return result
  }

  @Test func `each list takes the first that no list before it took`() {
    let quotas = ProcessRanking.Quotas(cpu: 1, memory: 1, io: 1, newest: 1)
    let candidates = [
      candidate(0, cpu: 9, memory: 9, io: 9, start: 9), candidate(1, memory: 5),
      candidate(2, io: 5), candidate(3, start: 5), candidate(4, cpu: 1, memory: 1, io: 1, start: 1),
    ]
    #expect(chosen(candidates, quotas) == [0, 1, 2, 3])
  }

  @Test func `of equal processes those that are kept stay`() {
    let quotas = ProcessRanking.Quotas(cpu: 2, memory: 0, io: 0, newest: 0)
    let candidates = [candidate(0), candidate(1), candidate(2, isKept: true), candidate(3)]
    #expect(Set(chosen(candidates, quotas)) == [0, 2])
  }

  @Test(arguments: [0, 1, 7, 99, 100, 101, 1000])
  func `the choice is that of a full sort`(_ count: Int) {
    let quotas = ProcessRanking.Quotas(cpu: 100, memory: 0, io: 0, newest: 0)
    let candidates = (0..<count).map { index in
      candidate(index, cpu: UInt64((index &* 7_919) % 211))
    }
    let sorted = candidates.sorted { ($1.cpu, $0.index) < ($0.cpu, $1.index) }.prefix(100)
    #expect(Set(chosen(candidates, quotas)) == Set(sorted.map(\.index)))
  }

  @Test func `all two hundred places are taken`() {
    let candidates = (0..<1000).map { candidate($0, cpu: UInt64($0), memory: UInt64($0)) }
    let result = chosen(candidates, ProcessRanking.Quotas())
    #expect(result.count == 200)
    #expect(Set(result).count == 200)
  }

  @Test func `a sum forgets what is older than ten seconds`() {
    var sum = TenSecondSum()
    sum.add(5, second: 100)
    sum.add(1, second: 100)
    sum.advance(from: 100, to: 104)
    sum.add(2, second: 104)
    sum.advance(from: 104, to: 109)
    #expect(sum.sum == 8)
    sum.advance(from: 109, to: 110)
    #expect(sum.sum == 2)
    sum.advance(from: 110, to: 500)
    #expect(sum.sum == 0)
  }
}
