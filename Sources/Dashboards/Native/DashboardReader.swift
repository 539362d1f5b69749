internal import Documents
internal import Metrics

/// Turns the tree of a file into a dashboard and collects all that is wrong.
struct DashboardReader {
  var fields: FieldReader
  /// The variables that were read so far.
  var variables: [Variable] = []
  /// The variables that something refers to.
  var used: Set<String> = []
  /// The ids that are taken, with the place of each that was written.
  var ids: [String: Position?] = [:]

  init(_ fields: FieldReader) { self.fields = fields }

  private static let keys: [ByteString] = [
    "title", "question", "window", "variables", "panels", "sections",
  ]

  /// The dashboard of the file.
  mutating func dashboard(named name: String) -> Dashboard {
    var dashboard = Dashboard(name: name, title: name)
    let root = fields.document.root
    guard !root.isNull else {
      if !fields.hasErrors {
        fields.refuse(root.position, "found nothing; expected a mapping with 'title' and 'panels'")
      }
      return dashboard
    }
    let entries = fields.fields(root, "a dashboard", known: Self.keys)
    dashboard.title = required("title", entries, root) ?? name
    dashboard.question = text(entries["question"]) ?? ""
    dashboard.window = positiveDuration(entries["window"])
    let places = readVariables(entries["variables"])
    dashboard.variables = variables
    if let panels = entries["panels"] {
      dashboard.sections.append(DashboardSection(panels: self.panels(panels)))
    }
    for node in fields.list(entries["sections"]) { dashboard.sections.append(section(node)) }
    if entries["panels"] == nil, entries["sections"] == nil, root.entries != nil {
      fields.refuse(
        root.position, "a dashboard has neither 'panels' nor 'sections'; expected one of them")
    }
    check(dashboard.title, entries["title"])
    warnOfUnused(places)
    return dashboard
  }

  private mutating func section(_ node: Node) -> DashboardSection {
    let entries = entries(node, "a section", known: ["title", "collapsed", "panels"])
    guard !entries.isEmpty else { return DashboardSection() }
    let title = required("title", entries, node) ?? ""
    check(title, entries["title"])
    if entries["panels"] == nil {
      fields.refuse(node.position, "a section has no 'panels'; expected a list of them")
    }
    return DashboardSection(
      title: title, isCollapsed: fields.boolean(entries["collapsed"]) ?? false,
      panels: panels(entries["panels"]))
  }

  private mutating func panels(_ entry: Node.Entry?) -> [Panel] {
    var flow = GridFlow()
    return fields.list(entry).compactMap { panel($0, &flow) }
  }

  private mutating func warnOfUnused(_ places: [String: Position]) {
    for variable in variables where !used.contains(variable.name) {
      guard let place = places[variable.name] else { continue }
      fields.warn(
        place, "nothing refers to the variable '\(variable.name)'; expected '$\(variable.name)'")
    }
  }

  /// The entries of an element of a list; a problem and none where there are none.
  mutating func entries(
    _ node: Node, _ subject: String, known: [ByteString]
  ) -> [ByteString: Node.Entry] {
    if node.isNull || node.entries?.isEmpty == true {
      fields.refuse(node.position, "found nothing as \(subject); expected a mapping")
    }
    return fields.fields(node, subject, known: known)
  }

  // MARK: - Texts

  /// A text that is not empty; a problem where it is missing.
  mutating func required(
    _ key: ByteString, _ entries: [ByteString: Node.Entry], _ node: Node
  ) -> String? {
    guard let entry = entries[key], !entry.value.isNull else {
      if node.entries != nil {
        fields.refuse(
          entries[key]?.value.position ?? node.position, "found no '\(key.text)'; expected a text")
      }
      return nil
    }
    guard let text = text(entry) else { return nil }
    if text.isEmpty { fields.wrong(entry, "a text that is not empty") }
    return text
  }

  mutating func text(_ entry: Node.Entry?) -> String? { fields.text(entry)?.text }

  mutating func positiveDuration(_ entry: Node.Entry?) -> Duration? {
    guard let entry, let duration = fields.duration(entry) else { return nil }
    if duration > .zero { return duration }
    fields.wrong(entry, "a duration above zero")
    return nil
  }

  /// Notes what the words of a title or legend refer to.
  mutating func check(_ words: String, _ entry: Node.Entry?) {
    guard let entry, entry.value.scalar != nil else { return }
    for reference in VariableReference.all(in: words) { note(reference, in: entry.value) }
  }

  /// Notes that something refers to a variable; a problem where there is no such variable or format.
  mutating func note(_ reference: VariableReference, in node: Node) {
    let place = fields.document.position(of: reference.range.lowerBound, in: node)
    if variables.contains(where: { $0.name == reference.name }) {
      used.insert(reference.name)
    } else if !Interpolation.builtInNames.contains(reference.name) {
      fields.refuse(
        place, "unknown variable '$\(reference.name)'; expected \(expectedNames(reference.name))")
    }
    if !reference.format.isEmpty, !ChosenValues.formats.contains(reference.format) {
      let formats = ChosenValues.formats.map { "'\($0)'" }.joined(separator: ", ")
      fields.refuse(place, "unknown format '\(reference.format)'; expected one of \(formats)")
    }
  }

  private func expectedNames(_ name: String) -> String {
    if name.hasPrefix("__") {
      return "one of " + Interpolation.builtInNames.map { "'$\($0)'" }.joined(separator: ", ")
    }
    let names = variables.map { "'$\($0.name)'" }
    return names.isEmpty
      ? "it among the 'variables'"
      : "one of \(names.joined(separator: ", ")), or it among the 'variables'"
  }
}
