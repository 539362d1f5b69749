internal import Documents
internal import Metrics
internal import PromQLSyntax

extension RuleFileReader {
  private static let ruleKeys: [ByteString] = [
    "record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations",
  ]

  /// A rule; `nil` where it lacks what it cannot do without.
  mutating func rule(_ node: Node, groupLabels: [Pair]) -> Rule? {
    guard let fields = fields(node, "a rule", known: Self.ruleKeys) else { return nil }
    let record = text(fields["record"])
    let alert = text(fields["alert"])
    let isAlert = alert != nil
    if record != nil, isAlert {
      report(.error, node.position, "a rule has both 'record' and 'alert'; expected one of them")
    } else if record == nil, !isAlert {
      report(.error, node.position, "a rule has neither 'record' nor 'alert'; expected one of them")
    }
    let name = alert ?? record ?? ""
    checkName(name, isAlert ? "alert" : "record", fields, node)
    let hold = duration(fields["for"], "'for'")
    let keep = duration(fields["keep_firing_for"], "'keep_firing_for'")
    let annotations = texts(fields["annotations"], "'annotations'")
    if record != nil, !isAlert { refuseAlertFields(fields) }
    let ownLabels = texts(fields["labels"], "'labels'")
    checkLabelNames(ownLabels, "label")
    for pair in annotations where pair.name.isEmpty {
      report(.error, pair.position, "found '' as the name of an annotation; expected a name")
    }
    let own = Set(ownLabels.map(\.name))
    let labels = templated(
      groupLabels.filter { !own.contains($0.name) } + ownLabels, parsed: isAlert)
    let terms = AlertTerms(
      hold: hold ?? .zero, keepFiringFor: keep ?? .zero,
      annotations: templated(annotations, parsed: isAlert))
    guard let (expression, written) = expression(fields["expr"], in: node) else { return nil }
    return Rule(
      name: name, kind: isAlert ? .alerting(terms) : .recording, expression: expression,
      expressionText: written, labels: labels, text: document.text(of: node).outdented(node),
      position: node.position)
  }

  private mutating func checkName(
    _ name: ByteString, _ key: ByteString, _ fields: [ByteString: Node], _ node: Node
  ) {
    guard let field = fields[key] else { return }
    if name.isEmpty {
      report(.error, field.position, "found an empty '\(key.text)'; expected a name")
    } else if key == "record", name.bytes.contains(where: { $0 == 0x7b || $0 == 0x7d }) {
      report(
        .error, field.position,
        "found '\(name.text)' as the name to record; expected a metric name without braces")
    }
  }

  private mutating func refuseAlertFields(_ fields: [ByteString: Node]) {
    for key: ByteString in ["for", "keep_firing_for", "annotations"] {
      guard let field = fields[key], !field.isNull else { continue }
      report(
        .error, field.position,
        "found '\(key.text)' in a recording rule; expected it in an alerting rule only")
    }
  }

  private mutating func expression(
    _ field: Node?, in node: Node
  ) -> (Expression, ByteString)? {
    guard let field, let text = text(field), !text.isEmpty else {
      if field?.scalar != nil || field == nil {
        report(
          .error, field?.position ?? node.position, "a rule has no 'expr'; expected an expression")
      }
      return nil
    }
    do throws(SyntaxError) {
      return (try Parser.parse(text, options: options), text)
    } catch {
      let place = document.position(of: error.range.lowerBound, in: field)
      report(.error, place, error.message)
      return nil
    }
  }

  /// Values with their templates, in order of the names; those that cannot be parsed are problems.
  private mutating func templated(_ pairs: [Pair], parsed: Bool) -> [TemplatedLabel] {
    var result: [TemplatedLabel] = []
    for pair in pairs {
      do throws(TemplateError) {
        let template = parsed ? try Template(pair.value) : Template(constant: pair.value)
        result.append(TemplatedLabel(name: pair.name, template: template))
      } catch {
        let place = document.position(of: error.offset, in: pair.node)
        report(.error, place, "in the template of '\(pair.name.text)': \(error.message)")
      }
    }
    return result.sorted { $0.name < $1.name }
  }
}

extension ByteString {
  /// The text of a block without the indentation that all of its lines but the first share, and without blanks at its end.
  fileprivate func outdented(_ node: Node) -> ByteString {
    let indentation = node.position.column - 1
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var result: [UInt8] = []
    for (index, line) in lines.enumerated() {
      if index > 0 { result.append(UInt8(ascii: "\n")) }
      let blanks = line.prefix { $0 == UInt8(ascii: " ") }.count
      result += line.dropFirst(index > 0 ? min(indentation, blanks) : 0)
    }
    while let last = result.last, last == 32 || last == 10 || last == 13 { result.removeLast() }
    return ByteString(result)
  }
}
