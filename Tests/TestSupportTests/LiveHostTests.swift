import Glibc
import TestWorld
import Testing

@Suite struct LiveHostTests {
  @Test func `time passes, and what is changed is done from then on`() throws {
    let host = try LiveHost(.idle, seed: 1)
    let start = host.with { $0.uptime }
    host.with { $0.processes[0].userCores = 1 }
    let deadline = ContinuousClock.now + .seconds(10)
    while host.with({ $0.processes[0].userSeconds }) == 0, ContinuousClock.now < deadline {
      sched_yield()
    }
    #expect(host.with { $0.processes[0].userSeconds } > 0)
    #expect(host.with { $0.uptime } > start)
  }

  @Test func `the made-up page moves as it says`() {
    let page = MadeUpPage(count: 20, seed: 1)
    let lines = { (number: Int) in
      String(decoding: page.bytes(page: number), as: UTF8.self).split(separator: "\n")
        .filter { !$0.hasPrefix("#") }
    }
    #expect(lines(0).count == 20)
    #expect(page.value(of: 3, page: 5) - page.value(of: 3, page: 4) == page.increase(of: 3))
    #expect(lines(4).contains("\(page.series(3)) \(Int(page.value(of: 3, page: 4)))"))
    #expect(Set((0..<20).map(page.series)).count == 20)
  }
}
