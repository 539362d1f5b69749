/// How roles and grounds look: a table, nothing else.
///
/// The series' colours follow Okabe and Ito's set, which readers with any of the common forms of colour blindness tell
/// apart ("Color Universal Design", 2008). Bright black is never used for text: terminals exist where it is invisible.
public struct Theme: Hashable, Sendable {
  /// The name that chooses it.
  public let name: String
  let heat: [UInt8]
  let inks: [StyleRole: Ink]
  let grounds: [Ground: Ink]

  /// The theme with this name; `nil` where there is none.
  public init?(named name: String) {
    guard let theme = Theme.all.first(where: { $0.name == name }) else { return nil }
    self = theme
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
  public static let all = [standard, light, contrast]

  /// How a style looks at a depth.
  public func appearance(of style: Style, depth: ColorDepth) -> Appearance {
    let ink = inks[style.role]
    let ground = grounds[style.ground]
    let groundAttributes = ground?.attributes(depth) ?? []
    let isReversed = groundAttributes.contains(.reverse)
    return Appearance(
      // Exchanged, a coloured character would become a patch: the row reads better in one colour.
      foreground: isReversed ? nil : ink?.color(depth), background: ground?.color(depth),
      attributes: (ink?.attributes(depth) ?? []).union(groundAttributes))
  }
}
