internal import Presentation

/// The lines of the help: what keys mean on a frame, made from the live map.
struct HelpPage {
  /// A line: a heading, or keys with their words.
  struct Line: Hashable {
    var keys: String
    var words: String
    var isHeading: Bool { words.isEmpty }
  }

  /// Headings, keys and words, in the map's order.
  let lines: [Line]

  /// The help for what `contexts` bind; with a search only the lines that hold it.
  init(_ map: KeyMap, contexts: [KeyContext], search: String) {
    let shown = contexts.filter {
      [.tree, .processes, .table, .beside, .chart, .text, .tripwire, .everywhere].contains($0)
    }
    let wanted = search.lowercased()
    var lines: [Line] = []
    for (group, rows) in HelpPage.groups(map, shown) {
      let found = rows.filter { row in
        wanted.isEmpty || row.words.lowercased().contains(wanted)
          || row.keys.lowercased().contains(wanted)
      }
      guard !found.isEmpty else { continue }
      lines.append(Line(keys: group, words: ""))
      lines += found
    }
    self.lines = lines
  }

  private static func groups(
    _ map: KeyMap, _ contexts: [KeyContext]
  ) -> [(group: String, rows: [Line])] {
    var groups: [(group: String, rows: [Line])] = []
    for binding in map.bindings where contexts.contains(binding.context) {
      let keys = visibleKeys(of: binding, contexts, map)
      guard !keys.isEmpty else { continue }
      if groups.last?.group != binding.group { groups.append((binding.group, [])) }
      let last = groups.count - 1
      let row = groups[last].rows.count - 1
      if row >= 0, groups[last].rows[row].words == binding.words {
        groups[last].rows[row].keys += " " + keys
      } else {
        groups[last].rows.append(Line(keys: keys, words: binding.words))
      }
    }
    return groups
  }

  /// The keys of a binding that no nearer context takes.
  private static func visibleKeys(
    of binding: KeyBinding, _ contexts: [KeyContext], _ map: KeyMap
  ) -> String {
    let nearer = contexts.prefix { $0 != binding.context }
    let taken = Set(
      map.bindings.filter { nearer.contains($0.context) }.flatMap(\.keys))
    return binding.keys.filter { !taken.contains($0) }.map(\.description).joined(separator: " ")
  }
}
