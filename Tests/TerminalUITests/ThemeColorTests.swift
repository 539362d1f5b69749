import Foundation
import Testing

@testable import TerminalUI

/// Whether text can be read and lines be told apart: computed from the colours of xterm's palette.
@Suite struct ThemeColorTests {
  /// Linear light of red, green and blue.
  private typealias Light = SIMD3<Double>

  /// The light of a colour of the palette.
  ///
  /// Source: xterm's 256colres: the cube's steps and the greys. The first sixteen belong to the terminal's owner.
  private static func light(_ color: UInt8) -> Light {
    let steps: [Double] = [0, 95, 135, 175, 215, 255]
    let place = Int(color) - 16
    precondition(place >= 0, "a colour below 16 looks as its owner likes")
    let values: [Double] =
      place < 216
      ? [steps[place / 36], steps[place / 6 % 6], steps[place % 6]]
      : Array(repeating: Double(8 + 10 * (place - 216)), count: 3)
    return Light(values.map { linear($0 / 255) })
  }

  /// Source: WCAG 2.1, "relative luminance".
  private static func linear(_ value: Double) -> Double {
    value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }

  private static func luminance(_ light: Light) -> Double {
    (light * Light(0.2126, 0.7152, 0.0722)).sum()
  }

  /// Source: WCAG 2.1, "contrast ratio".
  private static func contrast(_ left: UInt8, _ right: UInt8) -> Double {
    let (a, b) = (luminance(light(left)), luminance(light(right)))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  private static let decoration: Set<StyleRole> = [.frame, .focusedFrame, .grid]
  private static let lines: [StyleRole] =
    (0..<8).map { .series($0) } + [.seriesOther, .seriesSelected]
  /// The themes with the background they are made for; they name no colour for plain text, so that it is the owner's.
  private static let made: [(theme: Theme, screen: UInt8)] = [
    (.standard, 16), (.light, 231), (.highContrast, 16),
  ]

  /// The ratio of a style on its ground, or on the screen's background; `nil` where the owner's colour stands on it.
  private static func ratio(_ style: Style, _ theme: Theme, screen: UInt8) -> Double? {
    let look = theme.appearance(of: style, depth: .palette)
    guard !look.attributes.contains(.reverse), let foreground = look.foreground else { return nil }
    return contrast(foreground, look.background ?? screen)
  }

  @Test(arguments: made)
  func `every text is readable on the screen and on every ground`(theme: Theme, screen: UInt8) {
    let texts = StyleRole.allCases.filter {
      !Self.decoration.contains($0) && !Self.lines.contains($0) && !"\($0)".hasPrefix("heat")
    }
    for role in texts {
      for ground in Ground.allCases where !"\(ground)".hasPrefix("heat") {
        let ratio = Self.ratio(Style(role, on: ground), theme, screen: screen)
        let least = theme == .highContrast && ground == .plain ? 7.0 : 4.5
        #expect(ratio ?? 21 >= least, "\(theme.name): \(role) on \(ground)")
      }
    }
  }

  @Test(arguments: made)
  func `a ground of ours never carries the owner's colour, which may be as dark`(
    theme: Theme, screen: UInt8
  ) {
    for role in StyleRole.allCases {
      for ground in Ground.allCases {
        let look = theme.appearance(of: Style(role, on: ground), depth: .palette)
        #expect(look.background == nil || look.foreground != nil, "\(theme.name): \(role)")
      }
    }
  }

  @Test(arguments: made)
  func `lines stand out from the screen and from the spans of alerts`(theme: Theme, screen: UInt8) {
    for role in Self.lines {
      for ground in [Ground.plain, .pending, .firing] {
        let ratio = Self.ratio(Style(role, on: ground), theme, screen: screen)
        #expect(ratio ?? 21 >= 3, "\(theme.name): \(role) on \(ground)")
      }
    }
  }

  /// Source: Machado, Oliveira and Fernandes, doi:10.1109/TVCG.2009.113, severity 1.0, on linear light.
  private static let eyes: [(name: String, rows: [Light])] = [
    ("three cones", [Light(1, 0, 0), Light(0, 1, 0), Light(0, 0, 1)]),
    (
      "protanopia",
      [
        Light(0.152286, 1.052583, -0.204868), Light(0.114503, 0.786281, 0.099216),
        Light(-0.003882, -0.048116, 1.051998),
      ]
    ),
    (
      "deuteranopia",
      [
        Light(0.367322, 0.860646, -0.227968), Light(0.280085, 0.672501, 0.047413),
        Light(-0.011820, 0.042940, 0.968881),
      ]
    ),
  ]

  /// The colour as CIE 1976 L*a*b*, as an eye sees it.
  private static func seen(_ color: UInt8, _ eye: [Light]) -> Light {
    let light = light(color)
    let responses: [Double] = eye.map { min(max(($0 * light).sum(), 0), 1) }
    let seen = Light(responses)
    let x = (seen * Light(0.4124564, 0.3575761, 0.1804375)).sum() / 0.95047
    let y = (seen * Light(0.2126729, 0.7151522, 0.0721750)).sum()
    let z = (seen * Light(0.0193339, 0.1191920, 0.9503041)).sum() / 1.08883
    let (a, b, c) = (root(x), root(y), root(z))
    return Light(116 * b - 16, 500 * (a - b), 200 * (b - c))
  }

  private static func root(_ value: Double) -> Double {
    let limit = 216.0 / 24389
    return value > limit ? cbrt(value) : (24389.0 / 27 * value + 16) / 116
  }

  /// The least distance of two of the colours; about 2 is just noticed side by side.
  private static func leastDistance(_ colors: [UInt8], _ eye: [Light]) -> Double {
    let seen: [Light] = colors.map { Self.seen($0, eye) }
    var least = Double.infinity
    for left in seen.indices {
      for right in seen.indices where right > left {
        let difference: Light = seen[left] - seen[right]
        least = min(least, (difference * difference).sum().squareRoot())
      }
    }
    return least
  }

  @Test(arguments: made)
  func `eight series stay apart for eyes without red or without green cones`(
    theme: Theme, screen: UInt8
  ) {
    for eye in Self.eyes {
      let colors = (0..<8).compactMap {
        theme.appearance(of: Style(.series($0)), depth: .palette).foreground
      }
      #expect(colors.count == 8)
      #expect(Self.leastDistance(colors, eye.rows) >= 20, "\(theme.name): \(eye.name)")
    }
  }

  @Test func `colours that such eyes confuse are found out`() {
    // Red and green of the same lightness: far apart for three cones, near for the others.
    let pair: [UInt8] = [131, 65]
    #expect(Self.leastDistance(pair, Self.eyes[0].rows) > 40)
    #expect(Self.leastDistance(pair, Self.eyes[2].rows) < 20)
  }

  @Test(arguments: made)
  func `good, warning and critical stay apart for every eye`(theme: Theme, screen: UInt8) {
    let colors = [StyleRole.good, .warning, .critical].compactMap {
      theme.appearance(of: Style($0), depth: .palette).foreground
    }
    for eye in Self.eyes { #expect(Self.leastDistance(colors, eye.rows) >= 12, "\(eye.name)") }
  }
}
