import Presentation
import Testing

@testable import TerminalUI

@Suite struct KeyMapTests {
  @Test(arguments: KeyContext.allCases)
  func `no context binds a key twice`(context: KeyContext) {
    var seen: Set<Key> = []
    for binding in KeyMap.standard.bindings where binding.context == context {
      for key in binding.keys {
        #expect(seen.insert(key).inserted, "\(key) in \(context)")
      }
    }
  }

  @Test func `every name in the table is a key`() {
    for binding in KeyMap.standard.bindings {
      #expect(!binding.keys.isEmpty, "\(binding.words)")
    }
  }

  @Test
  func `nothing is reachable by a function key or Alt alone, but words of a line being typed`() {
    for binding in KeyMap.standard.bindings
    where ![.prompt, .help, .chooser].contains(binding.context) {
      let isPlain = binding.keys.contains { key in
        switch key {
        case .function, .alt: false
        default: true
        }
      }
      #expect(isPlain || binding.action == .search, "\(binding.words)")
    }
  }

  private func screen(_ contexts: [KeyContext]) -> Screen {
    var screen = SampleScreens.host
    screen.contexts = contexts
    return screen
  }

  @Test(arguments: [
    ("o", [KeyContext.processes, .table, .everywhere], Action.cpuUnit),
    ("o", [.table, .everywhere], nil), ("t", [.processes, .table, .everywhere], .tree),
    ("→", [.tree, .processes, .table, .everywhere], .expand),
    ("→", [.processes, .table, .everywhere], .move(.right)),
    ("o", [.chart, .everywhere], .axisMode), ("o", [.everywhere], nil),
    ("PgUp", [.chart, .everywhere], .halfWindowBack), ("PgUp", [.table, .everywhere], .pageUp),
    ("Space", [.table, .everywhere], .toggleLive), ("Space", [.prompt, .everywhere], .insert(" ")),
    ("q", [.prompt, .everywhere], .insert("q")), ("!", [.prompt, .everywhere], .insert("!")),
    ("Ctrl-G", [.prompt, .everywhere], .cancel), ("Ctrl-G", [.everywhere], .mute),
    ("Ctrl-R", [.prompt, .everywhere], nil), ("y", [.question, .everywhere], .yes),
    ("Enter", [.question, .everywhere], .no), ("Space", [.question, .everywhere], .no),
    ("!", [.question, .everywhere], nil), ("q", [.help, .everywhere], .quit),
    ("t", [.help, .everywhere], .insert("t")), ("j", [.picker, .everywhere], .move(.down)),
    ("W", [.everywhere], nil), ("5", [.everywhere], .view(.disks)),
    ("4", [.everywhere], .view(.units)),
    ("2", [.everywhere], .view(.host)),
  ])
  func `the nearest context that binds a key decides`(
    key: String, contexts: [KeyContext], expected: Action?
  ) throws {
    let key = try #require(Key(named: key))
    #expect(KeyMap.standard.action(for: key, on: screen(contexts)) == expected)
  }

  @Test func `in the help q is a letter once something has been typed`() {
    var screen = screen([.help, .everywhere])
    screen.popup = .help(search: PromptModel(label: "", before: "z", after: ""), firstLine: 0)
    #expect(KeyMap.standard.action(for: .character("q"), on: screen) == .insert("q"))
  }

  @Test(arguments: [
    ("Enter", Key.enter), ("enter", .enter), ("PgDn", .pageDown), ("Ctrl-G", .control("g")),
    ("ctrl-z", .control("z")), ("F10", .function(10)), ("⇧Tab", .backTab), ("up", .up), ("↑", .up),
    ("Alt-b", .alt("b")), ("é", .character("é")), ("F", .character("F")), ("<", .character("<")),
    ("space", .character(" ")),
  ])
  func `keys have names`(name: String, key: Key) {
    #expect(Key(named: name) == key)
    #expect(Key(named: key.description) == key)
  }

  @Test(arguments: ["", "F0", "F21", "Hyper-x", "Ctrl-", "nonsense"])
  func `what is no name is no key`(name: String) {
    #expect(Key(named: name) == nil)
  }

  @Test func `the help shows what keys mean here and only that`() {
    let page = HelpPage(.standard, contexts: [.help, .table, .everywhere], search: "")
    let words = page.lines.map(\.words)
    #expect(words.contains("choose the column that sorts"))
    #expect(!words.contains("crosshair on or off"))
    #expect(page.lines.first == HelpPage.Line(keys: "This table", words: ""))
    let chart = HelpPage(.standard, contexts: [.chart, .everywhere], search: "")
    // The chart takes the page keys away from moving.
    #expect(
      chart.lines.contains(HelpPage.Line(keys: "PgUp PgDn", words: "half a window back, forward")))
    #expect(chart.lines.contains(HelpPage.Line(keys: "Ctrl-B Ctrl-F", words: "a page up, down")))
  }

  @Test func `the help's search keeps headings of what it finds`() {
    let page = HelpPage(.standard, contexts: [.table, .everywhere], search: "bell")
    #expect(
      page.lines == [
        HelpPage.Line(keys: "Alerts", words: ""),
        HelpPage.Line(keys: "Ctrl-G", words: "mute this bell: 15 min, 1 h, not"),
      ])
  }
}
