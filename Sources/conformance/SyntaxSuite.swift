internal import Documents
internal import Metrics
internal import PromQLSyntax

/// The parser and the printers against Prometheus's own cases.
enum SyntaxSuite {
  /// The outcome of every case; `nil` where the files are absent.
  static func run(in suites: String) -> [Outcome]? {
    let folder = "\(suites)/promql/parser"
    func root(_ name: String) -> Node? {
      Files.read("\(folder)/\(name).json").flatMap { try? JSON.read($0) }?.root
    }
    var outcomes: [Outcome] = []
    for case let item in root("expressions")?.elements ?? [] {
      outcomes.append(
        Outcome(
          id: item.text("id") ?? "", subject: item.input.text, complaint: expression(item)))
    }
    let printing = root("printing")
    for key in ["print", "pretty"] {
      for (index, item) in (printing?[ByteString(key)]?.elements ?? []).enumerated() {
        outcomes.append(
          Outcome(id: "\(key)-\(index)", subject: item.input.text, complaint: printed(item)))
      }
    }
    outcomes += SeriesCases.outcomes(root("series-descriptions"))
    return outcomes.isEmpty ? nil : outcomes
  }

  /// Fill modifiers are off where the reference's cases ran.
  private static let options: ParserOptions = {
    var options = ParserOptions.everything
    options.fillModifiers = false
    return options
  }()

  private static func expression(_ item: Node) -> String? {
    let expected = item["ast"].flatMap(Reference.init)
    do {
      let tree = try Parser.parse(item.input, options: options).reference
      guard let expected else { return "expected an error, found \(tree)" }
      return tree == expected ? nil : "expected \(expected), found \(tree)"
    } catch {
      guard expected == nil else { return "expected a tree, found \(error)" }
      guard let first = item["errors"]?.elements?.first else { return nil }
      let place = [first["start"]?.scalar?.integer, first["end"]?.scalar?.integer]
      let found = [error.range.lowerBound, error.range.upperBound]
      let message = first.text("message") ?? ""
      return place == found ? nil : "expected \(place) \(message), found \(found) \(error)"
    }
  }

  private static func printed(_ item: Node) -> String? {
    do {
      let expression = try Parser.parse(item.input, options: .everything)
      let width = item["max_line"]?.scalar?.integer
      let found = width.map { expression.pretty(width: $0) } ?? expression.description
      let expected = item.text("pretty") ?? item.text("printed") ?? ""
      return found == expected ? nil : "expected '\(expected)', found '\(found)'"
    } catch {
      return error.rendered(in: item.input)
    }
  }
}

extension Node {
  /// The text of a key.
  func text(_ key: ByteString) -> String? { self[key]?.scalar?.text.text }

  /// The input of a case, which may be bytes.
  var input: ByteString {
    if let encoded = text("input_base64") { return ByteString(Base64.bytes(encoded)) }
    return self["input"]?.scalar?.text ?? ""
  }
}
