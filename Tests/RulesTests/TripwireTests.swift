import Documents
import Metrics
import PromQL
import PromQLSyntax
import Rules
import Testing

@Suite struct TripwireTests {
  @Test(arguments: [
    ("node_load1", AlertThreshold.Comparison.above, 6.5, "node_load1 > 6.5"),
    ("sum(rate(x[5m]))", .below, 0.25, "sum(rate(x[5m])) < 0.25"),
    ("a - b", .above, -5, "(a - b) > -5"),
    ("a > 3", .atLeast, 4, "(a > 3) >= 4"),
    ("-x", .below, 1e9, "(-x) < 1000000000"),
  ])
  func `a line across a chart is a condition`(
    query: String, comparison: AlertThreshold.Comparison, bound: Double, expected: String
  ) throws {
    let wire = try Tripwire(
      ByteString(query), comparison, bound, subject: "load", interval: .seconds(1))
    #expect(wire.condition.text == expected)
    #expect(wire.threshold?.bound == bound)
    #expect(wire.threshold?.comparison == comparison)
    #expect(wire.threshold?.series.text == query)
  }

  @Test(arguments: [
    ("up ==", "unexpected end of input", 5),
    ("\"text\"", "expected a condition such as 'up == 0', found a string", 0),
    ("up[5m]", "expected a condition such as 'up == 0', found a range vector", 0),
  ])
  func `what is no condition is refused where it goes wrong`(
    text: String, message: String, place: Int
  ) {
    do {
      _ = try Tripwire(ByteString(text), interval: .seconds(1))
      Issue.record("'\(text)' was taken")
    } catch {
      #expect(error.message == message)
      #expect(error.range.lowerBound == place)
    }
  }

  /// The changes of a tripwire's alert, `>` to firing, `.` to resolved, at the second of each value.
  private func changes(_ values: String, hold: Duration? = nil) throws -> String {
    var book = RuleBook()
    book.set(try Tripwire("x > 5", hold: hold, interval: .seconds(1)))
    var result = ""
    for (second, letter) in values.enumerated() {
      let value: Double? = letter == "-" ? nil : letter == "#" ? 9 : 1
      let now = Timestamp(milliseconds: Int64(second) * 1000)
      let round = book.evaluate(at: now, append: { _ in }) { _, time in
        let samples = value.flatMap {
          $0 > 5 ? [VectorSample(labels: ["instance": "a"], value: $0, timestamp: time)] : []
        }
        return Evaluation(value: .vector(samples ?? []))
      }
      let states = round.transitions.map(\.to)
      result += states.contains(.firing) ? ">" : states.contains(.resolved) ? "." : "_"
    }
    return result
  }

  @Test(arguments: [
    ("two samples beyond fire, two within end it", "____##____", "_____>_._"),
    ("one sample beyond is nothing", "___#____#__", "___________"),
    ("one sample within ends nothing", "__##_##___", "___>____."),
    ("absence is not beyond", "__##----", "___>_.__"),
  ])
  func `it fires after two samples and is over after two`(
    name: String, values: String, expected: String
  ) throws {
    let found = try changes(values)
    #expect(found.prefix(expected.count) == expected.prefix(found.count), "\(name)")
  }

  @Test func `tripwires have names, are replaced by the same condition, and go when dismissed`()
    throws
  {
    var book = RuleBook()
    let first = try Tripwire("x > 5", interval: .seconds(1))
    let second = try Tripwire("y > 5", interval: .seconds(1))
    let third = try Tripwire("x > 5", hold: .seconds(9), interval: .seconds(1))
    let names = [first, second, third].map { book.set($0) }
    #expect(names == ["Tripwire1", "Tripwire2", "Tripwire1"])
    book.replace([RuleFile(name: "other.yaml")])
    let rules = book.snapshot(at: Timestamp(milliseconds: 0)).rules
    #expect(rules.map(\.name) == ["Tripwire1", "Tripwire2"])
    #expect(rules.map(\.isSession) == [true, true])
    #expect(rules[0].hold == .seconds(9))
    let dismissed = ["Tripwire3", "Tripwire1"].map { book.dismiss($0) }
    #expect(dismissed == [false, true])
    let again = book.set(first)
    #expect(again == "Tripwire3")
    #expect(book.tripwires.map(\.name) == ["Tripwire2", "Tripwire3"])
  }

  @Test func `a group of tripwires is a sound rule file that says the same`() throws {
    let conditions = [
      "sum by (cpu) (irate(node_cpu_seconds_total{mode=\"user\",x!~\"a\\\\.b|\\\"\"}[5s])) > 0.5",
      "up == 0", "x{name=\"größe {{ $value }}\"} > 1", "a\n  > 5",
    ]
    var wires: [(name: ByteString, tripwire: Tripwire)] = []
    for (index, condition) in conditions.enumerated() {
      let wire = try Tripwire(
        ByteString(condition), hold: index == 1 ? .seconds(120) : nil, interval: .seconds(index + 1)
      )
      wires.append((ByteString("Tripwire\(index + 1)"), wire))
    }
    let text =
      TripwireText.heading + "\ngroups:\n" + TripwireText.group(wires, name: "of \"today\"")
    let (file, problems) = RuleFile.read(Array(text.utf8), name: "wires.yaml")
    #expect(problems.isEmpty, "\(problems.map(\.rendered))\n\(text)")
    let group = try #require(file.groups.first)
    #expect(group.name == "of \"today\"")
    #expect(group.interval == .seconds(1))
    #expect(group.rules.map(\.expressionText.text) == conditions)
    #expect(
      group.rules.map { $0.alert?.hold } == [.seconds(1), .seconds(120), .seconds(3), .seconds(4)])
    #expect(group.rules.map { $0.alert?.keepFiringFor } == (1...4).map { .seconds($0) })
  }
}
