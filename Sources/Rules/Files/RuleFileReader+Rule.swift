internal import Documents
internal import Metrics
internal import PromQLSyntax

extension RuleFileReader {
  private static let ruleKeys: [ByteString] = [
    "record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations",
  ]

  /// A rule; `nil` where it lacks what it cannot do without.
  mutating func rule(_ node: Node, groupLabels: [FieldPair]) -> Rule? {
    let fields = reader.fields(node, "a rule", known: Self.ruleKeys)
    guard node.isNull || node.entries != nil else { return nil }
    let record = reader.text(fields["record"])
    let alert = reader.text(fields["alert"])
    let isAlert = alert != nil
    if record != nil, isAlert {
      reader.refuse(node.position, "a rule has both 'record' and 'alert'; expected one of them")
    } else if record == nil, !isAlert {
      reader.refuse(node.position, "a rule has neither 'record' nor 'alert'; expected one of them")
    }
    let name = alert ?? record ?? ""
    checkName(name, fields[isAlert ? "alert" : "record"])
    let hold = reader.duration(fields["for"])
    let keep = reader.duration(fields["keep_firing_for"])
    let annotations = reader.pairs(fields["annotations"])
    if record != nil, !isAlert { refuseAlertFields(fields) }
    let ownLabels = reader.pairs(fields["labels"])
    checkLabelNames(ownLabels)
    for pair in annotations where pair.name.isEmpty {
      reader.refuse(pair.position, "found '' as the name of an annotation; expected a name")
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
      expressionText: written, labels: labels, text: reader.document.text(of: node).outdented(node),
      position: node.position)
  }

  private mutating func checkName(_ name: ByteString, _ entry: Node.Entry?) {
    guard let entry else { return }
    if name.isEmpty {
      reader.refuse(entry.value.position, "found an empty '\(entry.key.text)'; expected a name")
    } else if entry.key == "record", name.bytes.contains(where: { $0 == 0x7b || $0 == 0x7d }) {
      reader.refuse(
        entry.value.position,
        "found '\(name.text)' as the name to record; expected a metric name without braces")
    }
  }

  private mutating func refuseAlertFields(_ fields: [ByteString: Node.Entry]) {
    for key: ByteString in ["for", "keep_firing_for", "annotations"] {
      guard let field = fields[key]?.value, !field.isNull else { continue }
      reader.refuse(
        field.position,
        "found '\(key.text)' in a recording rule; expected it in an alerting rule only")
    }
  }

  private mutating func expression(
    _ entry: Node.Entry?, in node: Node
  ) -> (Expression, ByteString)? {
    let field = entry?.value
    guard let field, let text = reader.text(entry), !text.isEmpty else {
      if field?.scalar != nil || field == nil {
        reader.refuse(
          field?.position ?? node.position, "a rule has no 'expr'; expected an expression")
      }
      return nil
    }
    do throws(SyntaxError) {
      return (try Parser.parse(text, options: options), text)
    } catch {
      let place = reader.document.position(of: error.range.lowerBound, in: field)
      reader.refuse(place, error.message)
      return nil
    }
  }

  /// Values with their templates, in order of the names; those that cannot be parsed are problems.
  private mutating func templated(_ pairs: [FieldPair], parsed: Bool) -> [TemplatedLabel] {
    var result: [TemplatedLabel] = []
    for pair in pairs {
      do throws(TemplateError) {
        let template = parsed ? try Template(pair.value) : Template(constant: pair.value)
        result.append(TemplatedLabel(name: pair.name, template: template))
      } catch {
        let place = reader.document.position(of: error.offset, in: pair.node)
        reader.refuse(place, "in the template of '\(pair.name.text)': \(error.message)")
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
