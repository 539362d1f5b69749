internal import Metrics

extension TemplateFunction {
  /// The functions that ask for series and take them apart.
  static let queries: [TemplateFunction] = [
    TemplateFunction("query", 1) { (arguments, context) throws(Failure) in
      switch context.query(try arguments[0].wantedText()) {
      case .success(let samples): return .list(samples.map { .sample($0.labels, $0.value) })
      case .failure(let error): throw .call(error.message)
      }
    },
    TemplateFunction("first", 1) { (arguments, _) throws(Failure) in
      guard case .list(let values) = arguments[0] else {
        throw .argument(
          "wrong type for value; expected template.queryResult; got \(arguments[0].typeName)")
      }
      guard let first = values.first else {
        throw .call("first() called on vector with no elements")
      }
      return first
    },
    TemplateFunction("label", 2) { (arguments, _) throws(Failure) in
      .text(try sample(arguments[1]).labels[try arguments[0].wantedText()] ?? "")
    },
    TemplateFunction("value", 1) { (arguments, _) throws(Failure) in
      .real(try sample(arguments[0]).value)
    },
    TemplateFunction("strvalue", 1) { (arguments, _) throws(Failure) in
      .text(try sample(arguments[0]).labels["__value__"] ?? "")
    },
    TemplateFunction("sortByLabel", 2) { (arguments, _) throws(Failure) in
      let name = try arguments[0].wantedText()
      guard case .list(let values) = arguments[1] else {
        throw .argument(
          "wrong type for value; expected template.queryResult; got \(arguments[1].typeName)")
      }
      var keyed: [(key: ByteString, value: TemplateValue)] = []
      for value in values { keyed.append((try sample(value).labels[name] ?? "", value)) }
      return .list(keyed.sorted { $0.key < $1.key }.map(\.value))
    },
    TemplateFunction("args", 0, orMore: true) { (arguments, _) throws(Failure) in
      .map(
        Dictionary(
          uniqueKeysWithValues: arguments.enumerated().map { ("arg\($0.offset)", $0.element) }))
    },
    TemplateFunction("safeHtml", 1) { (arguments, _) throws(Failure) in
      .text(try arguments[0].wantedText())
    },
  ]

  private static func sample(
    _ value: TemplateValue
  ) throws(Failure) -> (labels: Labels, value: Double) {
    guard case .sample(let labels, let number) = value else {
      throw .argument("wrong type for value; expected *template.sample; got \(value.typeName)")
    }
    return (labels, number)
  }
}
