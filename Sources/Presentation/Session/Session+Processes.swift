internal import Metrics

extension Session {
  /// What the keys of process tables do: the tree, users, kernel threads, and the threads of one process.
  mutating func applyToProcesses(_ action: Action, _ situation: Situation, _ screen: Screen) {
    guard let (pane, table) = screen.focusedTable, table.holdsProcesses else { return }
    switch action {
    case .tree:
      let isGrouped = level.tables[pane]?.grouping != nil
      level.tables[pane, default: TableState()].grouping = nil
      if !isGrouped { level.tables[pane, default: TableState()].isTree.toggle() }
      say(
        table.isTree && !isGrouped
          ? "a flat table"
          : "a tree: siblings by all that is below them, → ← open and close, * all", situation)
    case .group: nextGrouping(pane, situation)
    case .expand, .collapse: turn(action == .expand, pane, table)
    case .expandAll: turnAll(pane, table)
    case .chooseUser: popup = .users(selection: 0)
    case .kernelThreads:
      hidesKernelThreads.toggle()
      say(hidesKernelThreads ? "kernel threads are hidden" : "kernel threads are shown", situation)
    case .threads: openThreads(table, situation)
    default: break
    }
  }

  /// By control group, by user, by container, and back to a flat table.
  private mutating func nextGrouping(_ pane: PaneID, _ situation: Situation) {
    var state = level.tables[pane] ?? TableState()
    let all = ProcessGrouping.allCases
    let next = state.grouping.flatMap { all.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
    state.grouping = all.indices.contains(next) ? all[next] : nil
    state.isTree = state.grouping != nil
    state.collapsed = []
    level.tables[pane] = state
    let words = state.grouping.map { $0.words.text + ": → ← open and close, * all" }
    say(words ?? "a flat table", situation)
  }

  // MARK: - Tree

  /// Opens or closes the chosen row; an open one leads to its first child, a closed one to its parent.
  private mutating func turn(_ opens: Bool, _ pane: PaneID, _ table: TableModel) {
    guard let selection = table.selection, let branch = table.rows[selection].branch else { return }
    let key = table.rows[selection].key
    var state = level.tables[pane] ?? TableState()
    state.cursor = key
    state.index = selection
    if opens, branch.isCollapsed {
      state.collapsed.remove(key)
    } else if opens, branch.descendants > 0 {
      state.cursor = table.rows[selection + 1].key
      state.index = selection + 1
    } else if !opens, branch.descendants > 0, !branch.isCollapsed {
      state.collapsed.insert(key)
    } else if !opens, let parent = parent(of: selection, table) {
      state.cursor = table.rows[parent].key
      state.index = parent
    }
    level.tables[pane] = state
  }

  private func parent(of row: Int, _ table: TableModel) -> Int? {
    guard let depth = table.rows[row].branch?.depth else { return nil }
    return table.rows[..<row].lastIndex { ($0.branch?.depth ?? depth) < depth }
  }

  /// Opens all rows, or where none is closed closes all.
  private mutating func turnAll(_ pane: PaneID, _ table: TableModel) {
    var state = level.tables[pane] ?? TableState()
    let isAnyClosed = table.rows.contains { $0.branch?.isCollapsed == true }
    let parents = table.rows.filter { ($0.branch?.descendants ?? 0) > 0 }.map(\.key)
    state.collapsed = isAnyClosed ? [] : Set(parents)
    // The chosen row must not vanish: its root takes over.
    if !isAnyClosed, let selection = table.selection,
      let root = table.rows[...selection].lastIndex(where: { $0.branch?.depth == 0 }),
      table.rows[selection].branch != nil
    {
      state.cursor = table.rows[root].key
      state.index = root
    }
    level.tables[pane] = state
  }

  // MARK: - Users

  /// What a key does in the picker of users: everyone comes first.
  mutating func applyInUserPicker(_ action: Action, _ selection: Int, _ screen: Screen) {
    let last = screen.users.count
    switch action {
    case .move(.up): popup = .users(selection: max(0, selection - 1))
    case .move(.down): popup = .users(selection: min(last, selection + 1))
    case .first: popup = .users(selection: 0)
    case .last: popup = .users(selection: last)
    case .pageUp: popup = .users(selection: max(0, selection - 10))
    case .pageDown: popup = .users(selection: min(last, selection + 10))
    case .enter, .submit:
      popup = nil
      let user = selection > 0 ? screen.users.dropFirst(selection - 1).first : nil
      let others = level.filter.split(separator: " ").filter { !$0.hasPrefix("user=") }
      level.filter = (others.map(String.init) + (user.map { [$0.filterWord] } ?? []))
        .joined(separator: " ")
    case .quit: popup = nil
    default: break
    }
  }

  // MARK: - Threads

  private mutating func openThreads(_ table: TableModel, _ situation: Situation) {
    guard let selection = table.selection,
      case .process(let process)? = table.rows[selection].destination
    else { return say("choose a process first", situation) }
    descend(to: .threads(process))
  }
}
