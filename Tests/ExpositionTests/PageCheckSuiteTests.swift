import Exposition
import Foundation
import Testing

/// Pages that a validator must accept or refuse: OpenMetrics' own test data and the client libraries' decoder's.
@Suite(.enabled(if: ExpositionSuite.folder != nil, "the conformance data is absent"))
struct PageCheckSuiteTests {
  private func errors(_ page: [UInt8], _ format: ExpositionFormat) -> [String] {
    PageCheck.problems(in: page.span, format).filter { $0.kind == .error }.map(\.description)
  }

  @Test func `OpenMetrics' pages are accepted and refused as its test data says`() throws {
    var same = 0
    let cases = try ExpositionSuite.objects("openmetrics-index.json")
    for item in cases {
      let name = try #require(item["case"] as? String)
      let shouldParse = try #require(item["shouldParse"] as? Bool)
      let found = errors(try ExpositionSuite.bytes("openmetrics/\(name)/metrics"), .openMetrics)
      #expect(found.isEmpty == shouldParse, "\(name): \(found)")
      if found.isEmpty == shouldParse { same += 1 }
    }
    print("openmetrics: \(same) of \(cases.count) pages judged alike")
  }

  @Test func `text pages are accepted and refused as the client libraries' decoder does`() throws {
    var same = 0
    let cases = try ExpositionSuite.objects("expfmt/index.json").filter {
      $0["id"] as? String != "decode-samples"
    }
    for item in cases {
      let id = try #require(item["id"] as? String)
      let isValid = try #require(item["valid"] as? Bool)
      let found = errors(try ExpositionSuite.bytes(item["file"] as? String ?? ""), .prometheus)
      #expect(found.isEmpty == isValid, "\(id): \(found)")
      guard found.isEmpty == isValid else { continue }
      // The decoder names the line only.
      let prefix = item["error_prefix"] as? String ?? ""
      if let words = prefix.firstRange(of: "line "),
        let line = Int(prefix[words.upperBound...].prefix { $0.isNumber })
      {
        #expect(found.contains { $0.hasPrefix("\(line):") }, "\(id): \(found), not in line \(line)")
      }
      same += 1
    }
    print("expfmt: \(same) of \(cases.count) pages judged alike")
  }

  @Test func `no page makes a parser crash`() throws {
    guard let folder = ExpositionSuite.folder else { return }
    let fuzz = folder.appending(path: "expfmt/fuzz").path
    for name in try FileManager.default.contentsOfDirectory(atPath: fuzz) {
      let page = try ExpositionSuite.bytes("expfmt/fuzz/\(name)")
      _ = errors(page, .prometheus)
      _ = errors(page, .openMetrics)
    }
  }
}
