internal import Presentation

extension GlyphSet {
  /// The sign of a state.
  func sign(_ mark: Mark) -> Unicode.Scalar {
    if isPlain {
      return switch mark {
      case .firing: "F"
      case .pending: "p"
      case .noData: "?"
      case .stale: "~"
      case .healthy: "+"
      case .resolved: "r"
      }
    }
    return switch mark {
    case .firing: "●"
    case .pending: "○"
    case .noData: "?"
    case .stale: "~"
    case .healthy: "✓"
    case .resolved: "◌"
    }
  }

  /// The sign of an event on the time axis.
  func sign(_ kind: ChartEvent.Kind) -> Unicode.Scalar {
    switch kind {
    case .alert: isPlain ? "A" : "▲"
    case .mark: isPlain ? "m" : "◆"
    case .restart: isPlain ? "r" : "↻"
    case .gap: isPlain ? "x" : "╳"
    }
  }

  /// What a band looks like where nothing else stands.
  func sign(_ kind: Band.Kind) -> Unicode.Scalar {
    switch (kind, self == .ascii) {
    case (.pending, false): "░"
    case (.firing, false): "▒"
    case (.pending, true): "p"
    case (.firing, true): "F"
    }
  }

  /// What stands before a row that is pinned.
  var pin: Unicode.Scalar { isPlain ? "*" : "◆" }
  /// What stands before the selected row.
  var pointer: Unicode.Scalar { isPlain ? ">" : "▸" }
  /// The mark of a table's order.
  func order(descending: Bool) -> Unicode.Scalar {
    if isPlain { return descending ? "v" : "^" }
    return descending ? "▾" : "▴"
  }
  /// A series' sample in a legend.
  var sample: Unicode.Scalar {
    switch self {
    case .octants, .braille, .blocks: "━"
    case .lines: "─"
    case .ascii: "-"
    }
  }
  /// A line at a limit.
  var dash: Unicode.Scalar {
    switch self {
    case .octants, .braille, .blocks: "╌"
    case .lines, .ascii: "-"
    }
  }
  /// A place where there are no data.
  var gap: Unicode.Scalar { isPlain ? "x" : "╳" }
  /// A dot of the lattice.
  var lattice: Unicode.Scalar { self == .ascii ? "." : "·" }
  /// The bucket that is still filling.
  var open: Unicode.Scalar { isPlain ? ">" : "▸" }
  /// The vertical line at a moment.
  var crosshair: Unicode.Scalar { self == .ascii ? "|" : "│" }
}

extension StyleRole {
  /// The role that shows a state.
  init(_ mark: Mark) {
    self =
      switch mark {
      case .firing: .critical
      case .pending: .warning
      case .noData, .stale: .gap
      case .healthy: .good
      case .resolved: .resolved
      }
  }
}
