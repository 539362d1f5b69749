import Foundation
import Metrics
import PromQLSyntax
import Testing

/// Where the conformance data lies; `nil` where it is absent.
let suites: URL? = {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let named = ProcessInfo.processInfo.environment["RINGSIDE_SUITES"]
  let url = named.map { URL(filePath: $0) } ?? root.appending(path: "../shared/suites")
  return FileManager.default.fileExists(atPath: url.path) ? url : nil
}()

@Suite("Prometheus's own parser tests", .enabled(if: suites != nil, "no conformance suites here"))
struct ParserSuiteTests {
  typealias Object = [String: Any]

  static func load(_ name: String) throws -> Any {
    let url = try #require(suites).appending(path: "promql/parser/\(name).json")
    return try JSONSerialization.jsonObject(with: Data(contentsOf: url))
  }

  private static func input(_ item: Object) throws -> ByteString {
    if let text = item["input"] as? String { return ByteString(text) }
    let encoded = try #require(item["input_base64"] as? String)
    return ByteString(try #require(Data(base64Encoded: encoded)))
  }

  /// Fill modifiers are off where the reference's tests ran.
  private static let options: ParserOptions = {
    var options = ParserOptions.everything
    options.fillModifiers = false
    return options
  }()

  @Test func `every expression parses to the reference's tree or fails at its place`() throws {
    let items = try #require(try Self.load("expressions") as? [Object])
    #expect(items.count == 250)
    for item in items {
      let id = item["id"] as? String ?? ""
      let input = try Self.input(item)
      let errors = (item["errors"] as? [Object] ?? []).first
      do {
        let expression = try Parser.parse(input, options: Self.options)
        let tree = expression.reference
        let expected = (item["ast"] as? NSDictionary).map(Self.normalised) ?? nil
        #expect(item["valid"] as? Bool == true, "\(id) \(input) parses")
        if let expected { #expect(tree.isEqual(expected), "\(id) \(input)\n\(tree)\n\(expected)") }
      } catch {
        #expect(item["valid"] as? Bool == false, "\(id) \(input): \(error)")
        guard let errors else { continue }
        let place = [errors["start"] as? Int, errors["end"] as? Int]
        #expect(
          [error.range.lowerBound, error.range.upperBound] == place,
          "\(id) \(input.text.prefix(80)): \(error) \(errors)")
        let message = errors["message"] as? String ?? ""
        if error.message != message, !message.hasPrefix("error parsing number") {
          Issue.record("\(id) \(input.text.prefix(80)): \(error) \(message)")
        }
      }
    }
  }

  @Test func `every expression prints as the reference prints it`() throws {
    let items = try #require(try Self.load("printing") as? [String: [Object]])
    for item in items["print"] ?? [] {
      let expression = try Parser.parse(try Self.input(item), options: .everything)
      #expect(expression.description == item["printed"] as? String)
      let again = try Parser.parse(expression.description, options: .everything)
      #expect(again.description == expression.description)
    }
    for item in items["pretty"] ?? [] {
      let expression = try Parser.parse(try Self.input(item), options: .everything)
      let width = try #require(item["max_line"] as? Int)
      #expect(expression.pretty(width: width) == item["pretty"] as? String)
    }
    #expect((items["print"] ?? []).count + (items["pretty"] ?? []).count == 145)
  }

  /// The reference's tree without what says nothing: null, false and zero.
  private static func normalised(_ tree: NSDictionary) -> NSDictionary {
    var result: [String: Any] = [:]
    for (key, value) in tree {
      guard let key = key as? String else { continue }
      switch value {
      case let inner as NSDictionary: result[key] = normalised(inner)
      case let list as NSArray:
        let items = list.map { ($0 as? NSDictionary).map(normalised) ?? $0 }
        if !items.isEmpty { result[key] = items }
      case is NSNull: continue
      case let number as NSNumber where number == 0 && key != "Val": continue
      case let text as String where text == "CardOneToOne": continue
      default: result[key] = value
      }
    }
    return NSDictionary(dictionary: result)
  }
}
