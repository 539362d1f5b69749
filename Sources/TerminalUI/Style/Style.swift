/// What a cell means: a role for the character and a ground under it; a theme decides how both look.
public struct Style: Hashable, Sendable {
  /// What the character is.
  public var role: StyleRole
  /// What lies under it.
  public var ground: Ground

  /// A role on a ground.
  public init(_ role: StyleRole = .text, on ground: Ground = .plain) {
    self.role = role
    self.ground = ground
  }

  /// The same character on another ground.
  public func on(_ ground: Ground) -> Style { Style(role, on: ground) }
}

/// What a character is to the reader.
public enum StyleRole: UInt8, Hashable, Sendable, CaseIterable {
  /// Ordinary text.
  case text
  /// Less important: labels, escapes, what is hidden.
  case muted
  /// The word the eye should find first.
  case strong
  /// A heading or the name of a place.
  case heading
  /// What can be gone into.
  case accent
  /// A key in the hint line or the help.
  case key
  /// What is fine.
  case good
  /// What deserves a look.
  case warning
  /// What is wrong now.
  case critical
  /// An alert that has been acknowledged or has passed.
  case resolved
  /// Lines around panes.
  case frame
  /// Lines around the pane that has the keys.
  case focusedFrame
  /// The name on a pane's upper line.
  case title
  /// The numbers and lines of a chart's axes.
  case axis
  /// The lines that lead the eye through a chart.
  case grid
  /// The place in time that the reader chose.
  case crosshair
  /// The line of a rule's limit.
  case threshold
  /// Where there are no data.
  case gap
  /// The bucket that is still filling.
  case openBucket
  /// The headings of a table.
  case tableHeader
  /// The heading that orders the table.
  case sortedHeader
  /// A row that a search found.
  case match
  /// The screen shows now.
  case live
  /// The screen shows the past.
  case past
  /// What the reader types.
  case prompt
  /// Series by their place in the palette.
  case series1, series2, series3, series4, series5, series6, series7, series8
  /// A series that found no colour.
  case seriesOther
  /// The series that is selected.
  case seriesSelected
  /// Steps of a heatmap from none at all to the most; only where there are 256 colours.
  case heat0, heat1, heat2, heat3, heat4, heat5, heat6, heat7, heat8, heat9

  /// The role of the series with a place in the palette; those beyond it share one.
  public static func series(_ place: Int) -> StyleRole {
    guard (0..<8).contains(place) else { return .seriesOther }
    return StyleRole(rawValue: series1.rawValue + UInt8(place)) ?? .seriesOther
  }

  /// The role of a step of a heatmap, 0…9; steps beyond are taken as the nearest.
  public static func heat(_ step: Int) -> StyleRole {
    StyleRole(rawValue: heat0.rawValue + UInt8(min(max(step, 0), 9))) ?? .heat0
  }
}

/// What lies under a character.
public enum Ground: UInt8, Hashable, Sendable, CaseIterable {
  /// The terminal's own background.
  case plain
  /// The row that is selected.
  case selected
  /// The status line and the hint line.
  case bar
  /// A span in which an alert was pending.
  case pending
  /// A span in which an alert fired.
  case firing
  /// The line that asks to be seen: the visible form of the bell.
  case alarm
  /// Steps of a heatmap, as the roles.
  case heat0, heat1, heat2, heat3, heat4, heat5, heat6, heat7, heat8, heat9

  /// The ground of a step of a heatmap, 0…9; steps beyond are taken as the nearest.
  public static func heat(_ step: Int) -> Ground {
    Ground(rawValue: heat0.rawValue + UInt8(min(max(step, 0), 9))) ?? .heat0
  }
}
