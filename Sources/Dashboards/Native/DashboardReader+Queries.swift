internal import Documents
internal import Metrics

extension DashboardReader {
  private static let queryKeys: [ByteString] = [
    "query", "name", "legend", "instant", "unit", "mirror",
  ]

  /// The queries of a panel: one beside its other keys, or a list.
  mutating func queries(
    _ entries: [ByteString: Node.Entry], _ kind: Panel.Kind, _ node: Node
  ) -> [PanelQuery] {
    let isAsked = entries["query"] != nil || entries["queries"] != nil
    if kind == .text {
      if isAsked {
        fields.refuse(node.position, "a text panel asks a query; expected 'text' alone")
      }
      return []
    }
    if kind == .processes {
      if let entry = entries["queries"] {
        fields.refuse(
          entry.position, "found 'queries' in a panel of processes; expected one 'query' or none")
      }
      guard let entry = entries["query"] else { return [] }
      checkSelector(text(entry) ?? "", in: entry.value)
      return [PanelQuery(name: "A", expression: text(entry) ?? "", isInstant: true)]
    }
    guard isAsked else {
      fields.refuse(
        node.position, "a panel has neither 'query' nor 'queries'; expected one of them")
      return []
    }
    if let list = entries["queries"] {
      for key: ByteString in ["query", "legend", "instant"] {
        guard let entry = entries[key] else { continue }
        fields.refuse(
          entry.position, "found '\(key.text)' beside 'queries'; expected it in each of them")
      }
      return self.queries(list, kind)
    }
    return [query(entries, kind, node, name: "A")]
  }

  private mutating func queries(_ list: Node.Entry, _ kind: Panel.Kind) -> [PanelQuery] {
    let nodes = fields.list(list)
    if nodes.isEmpty, list.value.elements != nil { fields.wrong(list, "at least one query") }
    var queries: [PanelQuery] = []
    for (index, node) in nodes.enumerated() {
      let entries = entries(node, "a query", known: Self.queryKeys)
      guard !entries.isEmpty else { continue }
      if entries["query"] == nil {
        fields.refuse(node.position, "found no 'query'; expected an expression")
      }
      let name = text(entries["name"]) ?? Self.letter(index)
      if queries.contains(where: { $0.name == name }) {
        fields.refuse(
          entries["name"]?.value.position ?? node.position,
          "the name '\(name)' is repeated; expected another one")
      }
      var query = query(entries, kind, node, name: name)
      query.unit = unit(entries["unit"])
      query.isMirrored = fields.boolean(entries["mirror"]) ?? false
      if query.isMirrored, kind != .timeSeries, let entry = entries["mirror"] {
        fields.refuse(
          entry.position, "found 'mirror' in a panel of another kind; expected 'timeseries'")
      }
      queries.append(query)
    }
    return queries
  }

  private mutating func query(
    _ entries: [ByteString: Node.Entry], _ kind: Panel.Kind, _ node: Node, name: String
  ) -> PanelQuery {
    let expression = text(entries["query"]) ?? ""
    if let entry = entries["query"], entry.value.scalar != nil {
      if expression.isEmpty {
        fields.wrong(entry, "an expression")
      } else {
        checkExpression(expression, in: entry.value)
      }
    }
    let legend = text(entries["legend"])
    check(legend ?? "", entries["legend"])
    return PanelQuery(
      name: name, expression: expression, legend: legend,
      isInstant: fields.boolean(entries["instant"]) ?? (kind == .table))
  }

  private static func letter(_ index: Int) -> String {
    index < 26 ? String(UnicodeScalar(UInt8(0x41 + index))) : "Q\(index + 1)"
  }
}
