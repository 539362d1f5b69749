internal import Documents
internal import Metrics
internal import PromQLSyntax

extension DashboardReader {
  private static let variableKeys: [ByteString] = [
    "label", "values", "match", "constant", "interval", "default", "multiple", "all",
  ]

  /// Reads the variables in the order of the file; where each stands.
  mutating func readVariables(_ entry: Node.Entry?) -> [String: Position] {
    guard let entry, !entry.value.isNull else { return [:] }
    guard let entries = entry.value.entries else {
      fields.wrong(entry, "a mapping from names to variables")
      return [:]
    }
    var places: [String: Position] = [:]
    for entry in entries {
      let name = entry.key.text
      places[name] = entry.position
      guard Self.isName(name) else {
        fields.refuse(
          entry.position,
          "found '\(name)' as the name of a variable; expected letters, digits and '_', "
            + "a letter first and not '__'")
        continue
      }
      if let variable = variable(name, entry) { variables.append(variable) }
    }
    return places
  }

  private static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return !name.hasPrefix("__")
      && name.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5a).contains($0 & 0xdf) || $0 == 0x5f
      }
  }

  private mutating func variable(_ name: String, _ entry: Node.Entry) -> Variable? {
    let entries = fields.fields(entry.value, "a variable", known: Self.variableKeys)
    let given = ["values", "constant", "interval"].filter { entries[$0] != nil }
    guard given.count == 1 else {
      fields.refuse(
        entry.position,
        "a variable has \(given.isEmpty ? "none" : "several") of 'values', 'constant' and "
          + "'interval'; expected one of them")
      return nil
    }
    guard let kind = kind(entries) else { return nil }
    var variable = Variable(name, label: text(entries["label"]) ?? "", kind: kind)
    variable.isMultiple = fields.boolean(entries["multiple"]) ?? false
    readAll(entries["all"], into: &variable)
    variable.preference = preference(entries["default"], variable)
    if case .constant = kind {
      for key: ByteString in ["default", "multiple", "all", "match"] where entries[key] != nil {
        fields.refuse(
          entries[key]?.position ?? entry.position,
          "found '\(key.text)' beside 'constant'; expected it beside 'values' or 'interval'")
      }
    }
    return variable
  }

  private mutating func kind(_ entries: [ByteString: Node.Entry]) -> Variable.Kind? {
    if let constant = entries["constant"] { return text(constant).map(Variable.Kind.constant) }
    if let interval = entries["interval"] { return intervals(interval).map(Variable.Kind.interval) }
    guard let values = entries["values"] else { return nil }
    if values.value.scalar != nil { return labelValues(values, entries["match"]) }
    if let match = entries["match"] {
      fields.refuse(
        match.position, "found 'match' beside a list of values; expected it beside label_values(…)")
    }
    return options(values).map(Variable.Kind.list)
  }

  private mutating func intervals(_ entry: Node.Entry) -> [String]? {
    let texts = fields.texts(entry)
    for (text, position) in texts where PrometheusDuration.parse(text.text) == nil {
      fields.refuse(
        position, "found '\(text.text)' in 'interval'; expected a duration such as '30s' or '1h30m'"
      )
    }
    if texts.isEmpty, entry.value.elements != nil { fields.wrong(entry, "at least one duration") }
    return texts.isEmpty ? nil : texts.map(\.text.text)
  }

  private mutating func options(_ entry: Node.Entry) -> [Variable.Option]? {
    let options: [Variable.Option] =
      entry.value.entries != nil
      ? fields.pairs(entry).map { Variable.Option(label: $0.name.text, value: $0.value.text) }
      : fields.texts(entry).map { Variable.Option(label: $0.text.text, value: $0.text.text) }
    guard options.isEmpty else { return options }
    fields.wrong(entry, "label_values(…), a list of values, or a mapping from words to values")
    return nil
  }

  private mutating func labelValues(_ entry: Node.Entry, _ match: Node.Entry?) -> Variable.Kind? {
    guard let text = text(entry) else { return nil }
    guard let query = LabelValuesQuery(text) else {
      fields.wrong(entry, "label_values(SERIES, LABEL), or a list of values")
      return nil
    }
    if let series = query.series {
      checkSeries(series, at: query.seriesOffset, in: entry.value)
    }
    let pattern = match.flatMap { self.pattern($0) }
    return .labelValues(
      series: query.series ?? query.everySeries, label: query.label, pattern: pattern)
  }

  private mutating func pattern(_ entry: Node.Entry) -> RegularExpression? {
    guard let text = fields.text(entry) else { return nil }
    return regularExpression(text, at: entry.value.position)
  }

  private mutating func regularExpression(
    _ text: ByteString, at position: Position
  ) -> RegularExpression? {
    do throws(RegularExpressionError) {
      return try RegularExpression(text)
    } catch {
      fields.refuse(position, "\(error); expected one in RE2's syntax")
      return nil
    }
  }

  // MARK: - What is chosen

  private mutating func readAll(_ entry: Node.Entry?, into variable: inout Variable) {
    guard let entry, !entry.value.isNull else { return }
    if let value = entry.value.scalar?.boolean {
      variable.includesAll = value
    } else if let text = text(entry) {
      variable.includesAll = true
      variable.allValue = text
      _ = regularExpression(ByteString(text), at: entry.value.position)
    }
  }

  private mutating func preference(
    _ entry: Node.Entry?, _ variable: Variable
  ) -> VariablePreference {
    guard let entry, !entry.value.isNull else { return VariablePreference() }
    let texts =
      entry.value.elements != nil
      ? fields.texts(entry)
      : fields.text(entry).map { [($0, entry.value.position)] } ?? []
    var wishes: [VariablePreference.Wish] = []
    for (text, position) in texts {
      if let wish = wish(text, position, variable) { wishes.append(wish) }
    }
    return VariablePreference(wishes)
  }

  private mutating func wish(
    _ text: ByteString, _ position: Position, _ variable: Variable
  ) -> VariablePreference.Wish? {
    if text == "All", variable.includesAll { return .all }
    if text.count > 2, text.bytes.first == 0x2f, text.bytes.last == 0x2f {
      let pattern = ByteString(text.bytes.dropFirst().dropLast())
      return regularExpression(pattern, at: position).map(VariablePreference.Wish.pattern)
    }
    if let options = variable.writtenOptions, !options.contains(where: { $0.value == text.text }) {
      let known = options.map { "'\($0.value)'" }.joined(separator: ", ")
      fields.refuse(position, "found '\(text.text)' as 'default'; expected one of \(known)")
    }
    return .value(text)
  }
}
