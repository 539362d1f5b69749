public import Presentation

/// How roles and grounds look: a table, nothing else.
///
/// The series' colours begin like Okabe and Ito's set ("Color Universal Design", 2008) and are chosen so that the eight
/// stay apart for readers without red or green cones. Text is at least 4.5 times as light as what it stands on, or as
/// dark, on a black or a white screen and on every ground (WCAG 2.1, 1.4.3); the tests compute both. Bright black is
/// never used for text: terminals exist where it is invisible.
public struct Theme: Hashable, Sendable {
  /// The name that chooses it.
  public let name: String
  let heat: [UInt8]
  let inks: [StyleRole: Ink]
  let grounds: [Ground: Ink]

  /// The theme that was chosen; where none was, the one for the terminal's background.
  ///
  /// - Parameters:
  ///   - choice: what the person chose.
  ///   - isLight: whether the terminal's background is known to be light.
  public init(_ choice: ThemeChoice, isLight: Bool = false) {
    switch choice {
    case .automatic: self = isLight ? .light : .standard
    case .standard: self = .standard
    case .light: self = .light
    case .highContrast: self = .highContrast
    case .mono: self = .mono
    }
  }

  /// A theme.
  ///
  /// - Parameters:
  ///   - name: the name that chooses it.
  ///   - heat: the ten colours of the palette for the steps of a heatmap, from none at all to the most.
  ///   - inks: the look of every other role.
  ///   - grounds: the look of every other ground.
  init(name: String, heat: [UInt8], inks: [StyleRole: Ink], grounds: [Ground: Ink]) {
    self.name = name
    self.heat = heat
    var inks = inks
    var grounds = grounds
    for (step, color) in heat.enumerated() {
      inks[.heat(step)] = Ink(color, nil, nil)
      grounds[.heat(step)] = Ink(color, nil, nil)
    }
    self.inks = inks
    self.grounds = grounds
  }

  /// Every theme; the first is the default.
  public static let all = [standard, light, highContrast, mono]

  /// How a style looks at a depth.
  public func appearance(of style: Style, depth: ColorDepth) -> Appearance {
    let ink = inks[style.role]
    let ground = grounds[style.ground]
    let groundAttributes = ground?.attributes(depth) ?? []
    let background = ground?.color(depth)
    return Appearance(
      // Exchanged, a coloured character would become a patch: the row reads better in one colour.
      foreground: groundAttributes.contains(.reverse)
        ? nil : foreground(ink, depth, isRaised: style.ground != .plain && background != nil),
      background: background,
      attributes: (ink?.attributes(depth) ?? []).union(groundAttributes))
  }

  /// The terminal's own colour is not known, so that on a ground of ours every character has one of ours.
  private func foreground(_ ink: Ink?, _ depth: ColorDepth, isRaised: Bool) -> UInt8? {
    guard isRaised, depth == .palette else { return ink?.color(depth) }
    return ink?.raised ?? ink?.palette ?? inks[.text]?.raised
  }
}
