internal import Documents
internal import Metrics

extension DashboardReader {
  private static let panelKeys: [ByteString] = [
    "title", "id", "kind", "description", "query", "queries", "legend", "instant", "unit",
    "thresholds", "min", "max", "stacked", "reduce", "text", "absence", "table", "interval",
    "grid", "width", "height", "opens",
  ]

  /// A panel; `nil` where it is no mapping.
  mutating func panel(_ node: Node, _ flow: inout GridFlow) -> Panel? {
    let entries = entries(node, "a panel", known: Self.panelKeys)
    guard !entries.isEmpty else { return nil }
    let kind: Panel.Kind = choice(entries["kind"]) ?? .timeSeries
    let title = kind == .text ? text(entries["title"]) : required("title", entries, node)
    check(title ?? "", entries["title"])
    var panel = Panel(
      id: id(entries["id"], title ?? kind.rawValue), title: title ?? "", kind: kind,
      gridPosition: position(entries, kind, &flow))
    panel.description = text(entries["description"]) ?? ""
    check(panel.description, entries["description"])
    panel.unit = unit(entries["unit"]) ?? .short
    panel.thresholds = thresholds(entries["thresholds"])
    readScale(entries, into: &panel)
    panel.isStacked = fields.boolean(entries["stacked"]) ?? false
    panel.reduction = choice(entries["reduce"]) ?? .last
    panel.absence = text(entries["absence"]) ?? ""
    panel.interval = positiveDuration(entries["interval"])
    panel.table = table(entries["table"])
    panel.destination = choice(entries["opens"])
    panel.queries = queries(entries, kind, node)
    panel.text = words(entries["text"], kind, node)
    return panel
  }

  /// The id that is written, else one made of the title; a problem where one that is written is taken.
  private mutating func id(_ entry: Node.Entry?, _ title: String) -> String {
    if let entry, let id = text(entry), !id.isEmpty {
      if let taken = ids[id] {
        let first = taken.map { "; the first stands at \($0)" } ?? ""
        fields.refuse(
          entry.value.position, "id '\(id)' is repeated\(first); expected another one")
      }
      ids[id] = entry.value.position
      return id
    }
    let slug = Self.slug(title)
    var id = slug
    var number = 2
    while ids[id] != nil {
      id = "\(slug)-\(number)"
      number += 1
    }
    ids[id] = .some(nil)
    return id
  }

  private static func slug(_ title: String) -> String {
    let letters = title.lowercased().utf8.map { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte) ? byte : UInt8(ascii: "-")
    }
    let words = letters.split(separator: UInt8(ascii: "-"))
    return String(decoding: Array(words.joined(separator: "-".utf8)), as: UTF8.self)
  }

  /// One of the names of an enumeration.
  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ entry: Node.Entry?
  ) -> Choice? where Choice.RawValue == String {
    guard let entry, let name = text(entry) else { return nil }
    if let choice = Choice(rawValue: name) { return choice }
    fields.wrong(entry, Self.alternatives(Choice.allCases.map(\.rawValue)))
    return nil
  }

  static func alternatives(_ names: [String]) -> String {
    let quoted = names.map { "'\($0)'" }
    guard quoted.count > 1, let last = quoted.last else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " or " + last
  }

  mutating func unit(_ entry: Node.Entry?) -> PanelUnit? {
    guard let entry, let name = text(entry) else { return nil }
    if let unit = PanelUnit(named: name) { return unit }
    fields.wrong(entry, "a unit: " + Self.alternatives(PanelUnit.allCases.map(\.rawValue)))
    return nil
  }

  private mutating func words(_ entry: Node.Entry?, _ kind: Panel.Kind, _ node: Node) -> String {
    let words = text(entry) ?? ""
    if kind == .text, words.isEmpty {
      fields.refuse(
        entry?.value.position ?? node.position, "a text panel has no 'text'; expected one")
    } else if kind != .text, let entry {
      fields.refuse(entry.position, "found 'text' in a panel that is not of the kind 'text'")
    }
    check(words, entry)
    return words
  }

  private mutating func table(_ entry: Node.Entry?) -> TableOptions {
    var options = TableOptions()
    guard let entry else { return options }
    let entries = fields.fields(
      entry.value, "'table'", known: ["labels", "sort", "ascending", "limit"])
    options.labels = fields.texts(entries["labels"]).map(\.text.text)
    options.sortColumn = text(entries["sort"])
    options.isAscending = fields.boolean(entries["ascending"]) ?? false
    options.limit = fields.count(entries["limit"])
    return options
  }

  // MARK: - Numbers

  private mutating func readScale(
    _ entries: [ByteString: Node.Entry], into panel: inout Panel
  ) {
    panel.minimum = number(entries["min"])
    panel.maximum = number(entries["max"])
    if let minimum = panel.minimum, let maximum = panel.maximum, minimum >= maximum,
      let entry = entries["max"]
    {
      fields.wrong(entry, "a number above 'min'")
    }
  }

  private mutating func number(_ entry: Node.Entry?) -> Double? {
    guard let entry, let text = text(entry) else { return nil }
    if let number = Self.number(text) { return number }
    fields.wrong(entry, "a number")
    return nil
  }

  private static func number(_ text: String) -> Double? {
    guard let number = Double(text), number.isFinite else { return nil }
    return number
  }

  /// Numbers with the tone that begins there, and `base` for what is below them.
  private mutating func thresholds(_ entry: Node.Entry?) -> Thresholds {
    var thresholds = Thresholds()
    guard let entry, !entry.value.isNull else { return thresholds }
    guard let entries = entry.value.entries else {
      fields.wrong(entry, "a mapping from numbers to tones, as in {0.8: warning, 0.9: critical}")
      return thresholds
    }
    for step in entries {
      let tone: Thresholds.Tone? = choice(step)
      if step.key == "base" {
        thresholds.base = tone ?? .plain
      } else if let value = Self.number(step.key.text) {
        thresholds.steps.append(.init(value: value, tone: tone ?? .plain))
      } else {
        fields.refuse(
          step.position, "found '\(step.key.text)' as a threshold; expected a number or 'base'")
      }
    }
    thresholds.steps.sort { $0.value < $1.value }
    return thresholds
  }
}
