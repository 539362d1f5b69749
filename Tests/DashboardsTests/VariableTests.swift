import Dashboards
import Metrics
import Testing

@Suite struct VariableTests {
  private static func counter(_ wishes: VariablePreference.Wish...) throws -> Variable {
    var variable = Variable(
      "counter",
      kind: .labelValues(
        series: #"{__name__=~".+_total"}"#, label: "__name__",
        pattern: try RegularExpression(".+_requests_total")))
    variable.preference = VariablePreference(wishes)
    return variable
  }

  @Test func `only values that match are offered, sorted and once`() throws {
    let offered = try Self.counter().offered([
      "b_requests_total", "", "a_total", "a_requests_total",
    ])
    #expect(offered == ["a_requests_total", "b_requests_total"])
  }

  @Test func `what the first group of the pattern takes is the value`() throws {
    let variable = Variable(
      "timer",
      kind: .labelValues(series: "x", label: "__name__", pattern: try RegularExpression("(.+)_sum"))
    )
    #expect(variable.offered(["b_sum", "a_sum", "a_count"]) == ["a", "b"])
  }

  @Test func `the expression that finds the values names their label alone`() throws {
    let expected = #"group by ("__name__") ({__name__=~".+_total"})"#
    #expect(try Self.counter().optionsExpression == expected)
  }

  @Test func `the first wish that can be met is chosen`() throws {
    let pattern = try RegularExpression("http_.*")
    let variable = try Self.counter(.all, .value("x_requests_total"), .pattern(pattern))
    let known: [ByteString] = ["grpc_requests_total", "http_requests_total"]
    #expect(variable.initialChoice(known) == .value("http_requests_total"))
    #expect(variable.initialChoice(["grpc_requests_total"]) == .value("grpc_requests_total"))
    #expect(variable.initialChoice([]) == .value("x_requests_total"))
    #expect(try Self.counter().initialChoice([]) == .values([]))
  }

  @Test func `all is chosen where that is possible and nothing else is wished for`() throws {
    var variable = try Self.counter()
    variable.includesAll = true
    #expect(variable.initialChoice(["a"]) == .all)
    variable.preference = VariablePreference([.value("a")])
    #expect(variable.initialChoice(["a"]) == .value("a"))
  }

  @Test(arguments: [
    (true, "All", VariableChoice.all), (true, "$__all", .all), (true, "a,b", .values(["a", "b"])),
    (false, "All", .value("All")), (false, "a,b", .value("a,b")),
  ])
  func `a choice is read as it is typed`(isMultiple: Bool, text: String, expected: VariableChoice)
    throws
  {
    var variable = try Self.counter()
    variable.isMultiple = isMultiple
    variable.includesAll = isMultiple
    #expect(VariableChoice(text, for: variable) == expected)
  }
}

extension VariableTests {
  @Test func `a value of a written list may be called by its words`() {
    let option = Variable.Option(label: "server", value: "5..")
    let variable = Variable("errors", kind: .list([option]))
    #expect(VariableChoice("server", for: variable) == .value("5.."))
    #expect(VariableChoice("4..", for: variable) == .value("4.."))
  }
}

@Suite struct ThresholdTests {
  @Test(arguments: [
    (0.79, Thresholds.Tone.good), (0.8, .warning), (0.95, .critical), (.nan, .plain),
    (-.infinity, .good), (.infinity, .critical),
  ])
  func `a value has the tone of the last threshold that it reaches`(
    value: Double, tone: Thresholds.Tone
  ) {
    let thresholds = Thresholds(
      base: .good, steps: [.init(value: 0.8, tone: .warning), .init(value: 0.9, tone: .critical)])
    #expect(thresholds.tone(of: value) == tone)
  }
}
