import Foundation
import Presentation
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
      // The steps of a heatmap stand on one another, on plain ground, and under nothing but the crosshair.
      let steps = StyleRole.allCases.filter(heat)
      let roles = StyleRole.allCases.filter { !heat($0) }
      let fields = Ground.allCases.filter(heat)
      let grounds = Ground.allCases.filter { !heat($0) }
      let styles =
        roles.flatMap { role in grounds.map { Style(role, on: $0) } }
        + steps.flatMap { step in (fields + [.plain]).map { Style(step, on: $0) } }
        + fields.flatMap { [Style(.text, on: $0), Style(.crosshair, on: $0)] }
      let looks = styles.map { theme.appearance(of: $0, depth: depth) }
      return Set(looks.map { Pair(foreground: $0.foreground, background: $0.background) }).count
    }
    #expect(pairs(.eight) <= 64)
    #expect(pairs(.palette) < 256)
  }

  private func heat(_ role: StyleRole) -> Bool { "\(role)".hasPrefix("heat") }
  private func heat(_ ground: Ground) -> Bool { "\(ground)".hasPrefix("heat") }

  /// Lightness as the eye weighs it, of a colour of xterm's cube.
  private func lightness(_ color: UInt8) -> Double {
    let steps = [0.0, 95, 135, 175, 215, 255].map { pow($0 / 255, 2.2) }
    let place = Int(color) - 16
    return 0.2126 * steps[place / 36] + 0.7152 * steps[place / 6 % 6] + 0.0722 * steps[place % 6]
  }

  @Test func `the steps of a heatmap rise in lightness, on light grounds they fall`() {
    for theme in Theme.all where theme != .mono {
      let steps = (0..<10).compactMap {
        theme.appearance(of: Style(.heat($0)), depth: .palette).foreground
      }
      let light = steps.map(lightness)
      #expect(steps.count == 10)
      #expect(light == light.sorted() || light == light.sorted().reversed(), "\(theme.name)")
      #expect((light[0] > light[9]) == (theme.name == "light"))
    }
  }

  @Test func `eight series have eight colours, the rest share one`() {
    let colors = (0..<8).map {
      Theme.standard.appearance(of: Style(.series($0)), depth: .palette).foreground
    }
    #expect(Set(colors).count == 8)
    #expect(StyleRole.series(8) == .seriesOther)
    #expect(StyleRole.series(-1) == .seriesOther)
  }

  @Test(arguments: ThemeChoice.allCases)
  func `every choice is a theme of that name, the automatic one follows the background`(
    choice: ThemeChoice
  ) {
    guard choice != .automatic else {
      #expect(Theme(choice).name == "default")
      #expect(Theme(choice, isLight: true).name == "light")
      return
    }
    #expect(Theme(choice).name == choice.rawValue)
    #expect(Theme(choice, isLight: true) == Theme(choice))
  }

  @Test(arguments: ColorDepth.allCases)
  func `mono has no colours at any depth`(depth: ColorDepth) {
    for role in StyleRole.allCases {
      for ground in Ground.allCases {
        let look = Theme.mono.appearance(of: Style(role, on: ground), depth: depth)
        #expect(look.foreground == nil && look.background == nil)
      }
    }
  }
}
