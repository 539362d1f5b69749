import Metrics
import PromQL
import Rules
import Testing

@Suite struct SilenceTests {
  private static func silence(_ text: ByteString, until: Int64 = 60_000) throws -> Silence {
    Silence(
      matchers: try Silence.matchers(text), from: Timestamp(milliseconds: 0),
      until: Timestamp(milliseconds: until), by: "ann")
  }

  @Test(
    arguments: [
      (#"alertname="DiskFull""#, #"alertname="DiskFull""#),
      ("DiskFull", #"alertname="DiskFull""#),
      ("DiskFull instance=web-3", #"alertname="DiskFull", instance="web-3""#),
      (#"{alertname="A",instance=~"web.*"}"#, #"alertname="A", instance=~"web.*""#),
      (#"{ job != "x" , a=b, }"#, #"job!="x", a="b""#),
      (#"path=~"/a,b|}" of!~x"#, #"path=~"/a,b|}", of!~"x""#),
      (#"name="a\"b\\c\nd""#, #"name="a\"b\\c\nd""#),
    ] as [(ByteString, ByteString)])
  func `matchers are read as Prometheus and amtool write them`(
    text: ByteString, expected: ByteString
  ) throws {
    let silence = try Self.silence(text)
    #expect(silence.text == expected)
    #expect(try Silence.matchers(silence.text) == silence.matchers)
  }

  @Test(
    arguments: [
      ("", "expected matchers such as alertname=\"DiskFull\"", 0),
      ("{a=b", "expected '}' after the matchers", 4),
      ("{a=b} c", "expected nothing after '}'", 6),
      ("a=b c", "expected '=', '!=', '=~' or '!~' after 'c'", 5),
      (#"a="b"#, #"expected '"' at the end of the value"#, 4),
      ("=b", "expected the name of a label", 0),
      (#"a=~"(""#, "invalid regular expression '(': missing ): (", 3),
      ("a!=b", "that matches every alert; expected a matcher that needs a label", 0),
      (#"alertname=~".*""#, "that matches every alert; expected a matcher that needs a label", 0),
    ] as [(ByteString, String, Int)])
  func `what is no matcher is told with its place`(text: ByteString, message: String, offset: Int) {
    #expect(throws: SilenceError(message: message, offset: offset)) {
      try Silence.matchers(text)
    }
  }

  @Test func `a silence is written down while it holds, and ends in the round after`() throws {
    var book = try AlertTimelineTests.book("")
    var log: [String] = []
    var names: [UInt32: String] = [:]
    func evaluate(_ second: Int64) {
      let append = { (batch: SampleBatch) in
        for one in batch.declarations { names[one.slot] = one.labels.description }
        let known = { (slot: UInt32) in names[slot].map { $0.hasPrefix("ringside") } ?? false }
        for (slot, value) in zip(batch.slots, batch.values) where known(slot) {
          log.append("\(second) \(names[slot] ?? "") \(value)")
        }
        for slot in batch.ended where known(slot) { log.append("\(second) end") }
      }
      _ = book.evaluate(at: Timestamp(milliseconds: second * 1000), append: append) {
        (_, _) throws(EvaluationError) in Evaluation(value: .vector([]))
      }
    }
    evaluate(0)
    book.silence(try Self.silence("DiskFull", until: 20_000))
    evaluate(10)
    // Again with the same matchers is another end of the same silence.
    book.silence(try Self.silence("DiskFull", until: 30_000))
    evaluate(20)
    evaluate(30)
    evaluate(40)
    let series = #"ringside_silence{by="ann", matchers="alertname=\"DiskFull\""}"#
    #expect(log == ["10 \(series) 20.0", "20 \(series) 30.0", "30 end"])
    book.silence(try Self.silence("DiskFull", until: 90_000))
    #expect(book.snapshot(at: Timestamp(milliseconds: 40_000)).silences.count == 1)
    book.endSilence(try Self.silence("DiskFull"))
    #expect(book.snapshot(at: Timestamp(milliseconds: 40_000)).silences == [])
  }

  @Test func `nobody is told while it holds, not even reminded; afterwards the bell rings`() throws
  {
    var book = try AlertTimelineTests.book("")
    var bell = Bell()
    var rung: [Int64] = []
    for step in Int64(0)..<40 {
      let now = Timestamp(milliseconds: step * 30_000)
      if step == 1 {
        book.silence(
          Silence(
            matchers: try Silence.matchers("A"), from: now, until: now + .seconds(600), by: "ann"))
      }
      _ = book.evaluate(at: now, append: { _ in }) { (_, _) throws(EvaluationError) in
        try AlertTimelineTests.vector("1")
      }
      let actions = bell.hear(book.snapshot(at: now).alerts, at: now)
      for case .ring in actions { rung.append(step) }
    }
    #expect(rung.prefix(2) == [0, 21])
  }
}
