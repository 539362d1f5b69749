import Testing

@testable import TerminalUI

@Suite struct ThemeTests {
  @Test(arguments: Theme.all)
  func `a theme has a look for every role and every ground`(theme: Theme) {
    #expect(Set(theme.inks.keys) == Set(StyleRole.allCases))
    #expect(Set(theme.grounds.keys) == Set(Ground.allCases))
  }

  @Test(arguments: Theme.all, ColorDepth.allCases)
  func `no look names a colour that the depth does not have`(theme: Theme, depth: ColorDepth) {
    for role in StyleRole.allCases {
      for ground in Ground.allCases {
        let look = theme.appearance(of: Style(role, on: ground), depth: depth)
        for color in [look.foreground, look.background].compactMap({ $0 }) {
          #expect(Int(color) < depth.rawValue, "\(role) on \(ground)")
        }
      }
    }
  }

  @Test(arguments: Theme.all)
  func `bright black, which some terminals do not show, is never the colour of text`(theme: Theme) {
    for role in StyleRole.allCases {
      #expect(theme.appearance(of: Style(role), depth: .sixteen).foreground != 8)
    }
  }

  @Test(arguments: Theme.all, ColorDepth.allCases)
  func `the selected row differs from the others at every depth`(theme: Theme, depth: ColorDepth) {
    let selected = theme.appearance(of: Style(.text, on: .selected), depth: depth)
    #expect(selected != theme.appearance(of: Style(), depth: depth))
  }

  @Test(arguments: Theme.all)
  func `fewer pairs than the smallest table of pairs holds are needed with eight colours`(
    theme: Theme
  ) {
    struct Pair: Hashable {
      var foreground: UInt8?
      var background: UInt8?
    }
    func pairs(_ depth: ColorDepth) -> Int {
      let looks = StyleRole.allCases.flatMap { role in
        Ground.allCases.map { theme.appearance(of: Style(role, on: $0), depth: depth) }
      }
      return Set(looks.map { Pair(foreground: $0.foreground, background: $0.background) }).count
    }
    #expect(pairs(.eight) <= 64)
    #expect(pairs(.palette) < 256)
  }

  @Test func `eight series have eight colours, the rest share one`() {
    let colors = (0..<8).map {
      Theme.standard.appearance(of: Style(.series($0)), depth: .palette).foreground
    }
    #expect(Set(colors).count == 8)
    #expect(StyleRole.series(8) == .seriesOther)
    #expect(StyleRole.series(-1) == .seriesOther)
  }

  @Test func `a theme is found by its name`() {
    #expect(Theme(named: "light")?.name == "light")
    #expect(Theme(named: "neon") == nil)
  }
}
