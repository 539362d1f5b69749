import Foundation
import Metrics
import Rules
import Testing

@Suite(.enabled(if: Suites.folder != nil, "the conformance suites are absent"))
struct TemplateSuiteTests {
  @Test func `the template cases of Prometheus expand as there`() throws {
    let file = try #require(try Suites.json("rules/template-cases.json") as? [String: Any])
    let cases = try #require(file["cases"] as? [[String: Any]])
    var count = 0
    for one in cases {
      // Escaping for consoles and the option `missingkey=error` are no part of rules.
      let options = one["options"] as? [String] ?? []
      if one["html"] as? Bool == true || options.contains("missingkey=error") { continue }
      count += 1
      let id = try #require(one["id"] as? String)
      #expect(result(one) == expected(one), "\(id): \(one["text"] ?? "")")
    }
    #expect(count > 50)
  }

  private func expected(_ one: [String: Any]) -> String {
    one["error"] as? String ?? one["output"] as? String ?? ""
  }

  private func result(_ one: [String: Any]) -> String {
    let text = ByteString(one["text"] as? String ?? "")
    var stage = "parsing"
    do throws(TemplateError) {
      let template = try Template(text, variables: [])
      stage = "executing"
      return try template.expand(context(one), name: "test").text
    } catch {
      let before = text.bytes.prefix(error.offset)
      let line = before.count { $0 == 10 } + 1
      let column = before.reversed().prefix { $0 != 10 }.count
      let place = stage == "parsing" ? "\(line)" : "\(line):\(column)"
      return "error \(stage) template test: template: test:\(place): \(error.message)"
    }
  }

  private func context(_ one: [String: Any]) -> TemplateContext {
    var context = TemplateContext(now: Timestamp(milliseconds: 1_353_755_652_000))
    context.externalURL = "http://testhost:9090/path/prefix"
    context.dot = dot(one["input"] as? [String: Any] ?? [:])
    let samples = one["query_result"] as? [[String: Any]] ?? []
    let result = samples.map { sample in
      let labels = sample["labels"] as? [String: String] ?? [:]
      return (
        labels: Labels(labels.map { (ByteString($0.key), ByteString($0.value)) }),
        value: (sample["value"] as? NSNumber)?.doubleValue ?? .nan
      )
    }
    context.query = { _ in .success(result) }
    return context
  }

  private func dot(_ input: [String: Any]) -> TemplateValue {
    guard let values = input["values"] as? [Any] else { return .null }
    let type = input["type"] as? String ?? ""
    return .list(
      values.map { value in
        let text = "\(value)"
        if type.hasSuffix("string") { return .text(ByteString(text)) }
        if type.contains("float") { return .real((value as? NSNumber)?.doubleValue ?? .nan) }
        if type.contains("uint") { return .unsigned(UInt64(text) ?? 0) }
        return .integer(Int64(text) ?? 0)
      })
  }
}
