extension Theme {
  /// For dark backgrounds: the default.
  public static let standard = Theme(
    name: "default", heat: Theme.rising,
    inks: [
      .text: Ink(nil, nil, nil, raised: 254),
      .muted: Ink(245, 7, 7, raised: 250),
      .strong: Ink(nil, nil, nil, .bold, mono: .bold, raised: 255),
      .heading: Ink(75, 14, 6, .bold, mono: .bold, raised: 117),
      .accent: Ink(75, 14, 6, raised: 117),
      .key: Ink(180, 11, 3, .bold, mono: .bold, raised: 223),
      .good: Ink(42, 10, 2, raised: 84),
      .warning: Ink(214, 11, 3, .bold, mono: .bold, raised: 221),
      .critical: Ink(203, 9, 1, .bold, mono: [.bold, .underline], raised: 217),
      .resolved: Ink(246, 7, 7, raised: 250),
      .frame: Ink(240, 4, 4),
      .focusedFrame: Ink(75, 14, 6),
      .title: Ink(252, 15, 7, .bold, mono: .bold),
      .axis: Ink(246, 7, 7, raised: 250),
      .grid: Ink(237, 4, 4, raised: 241),
      .crosshair: Ink(222, 11, 3),
      .threshold: Ink(209, 9, 1, raised: 216),
      .gap: Ink(246, 5, 5, raised: 250),
      .openBucket: Ink(250, 7, 7),
      .tableHeader: Ink(250, 7, 7, .underline, mono: .underline),
      .sortedHeader: Ink(75, 14, 6, [.bold, .underline], mono: [.bold, .underline], raised: 117),
      .match: Ink(222, 11, 3, .underline, mono: .underline),
      .live: Ink(42, 10, 2, .bold, mono: .bold, raised: 84),
      .past: Ink(214, 11, 3, .bold, mono: .reverse, raised: 221),
      .prompt: Ink(nil, nil, nil, .bold, mono: .bold, raised: 255),
      .series1: Ink(38, 14, 6),
      .series2: Ink(214, 11, 3),
      .series3: Ink(36, 10, 2),
      .series4: Ink(225, 13, 5),
      .series5: Ink(105, 12, 4),
      .series6: Ink(228, 15, 7),
      .series7: Ink(179, 3, 3),
      .series8: Ink(158, 6, 6),
      .seriesOther: Ink(245, 7, 7, raised: 250),
      .seriesSelected: Ink(231, 15, 7, .bold, mono: .bold),
    ],
    grounds: [
      .plain: Ink(nil, nil, nil),
      .selected: Ink(238, nil, nil, mono: .reverse).reversedWithFewColors,
      .bar: Ink(236, nil, nil),
      .pending: Ink(237, nil, nil),
      .firing: Ink(52, nil, nil),
      .alarm: Ink(nil, nil, nil, .reverse, mono: .reverse),
    ])

  /// For light backgrounds.
  public static let light = standard.replacing(
    name: "light", heat: [230] + Theme.rising.reversed().dropFirst(),
    inks: [
      .text: Ink(nil, nil, nil, raised: 234),
      .muted: Ink(241, 0, 0, raised: 239),
      .strong: Ink(nil, nil, nil, .bold, mono: .bold, raised: 16),
      .heading: Ink(25, 4, 4, .bold, mono: .bold, raised: 18),
      .accent: Ink(25, 4, 4, raised: 18),
      .key: Ink(94, 5, 5, .bold, mono: .bold, raised: 52),
      .good: Ink(24, 2, 2, raised: 23),
      .warning: Ink(130, 5, 5, .bold, mono: .bold, raised: 58),
      .critical: Ink(88, 1, 1, .bold, mono: [.bold, .underline]),
      .resolved: Ink(241, 0, 0, raised: 239),
      .frame: Ink(247, 6, 6),
      .focusedFrame: Ink(25, 4, 4),
      .title: Ink(235, 0, 0, .bold, mono: .bold),
      .axis: Ink(241, 0, 0, raised: 239),
      .grid: Ink(252, 6, 6, raised: 248),
      .crosshair: Ink(94, 5, 5, raised: 52),
      .threshold: Ink(160, 1, 1, raised: 88),
      .gap: Ink(241, 5, 5, raised: 239),
      .openBucket: Ink(240, 0, 0, raised: 239),
      .tableHeader: Ink(238, 0, 0, .underline, mono: .underline),
      .sortedHeader: Ink(25, 4, 4, [.bold, .underline], mono: [.bold, .underline], raised: 18),
      .match: Ink(94, 5, 5, .underline, mono: .underline, raised: 52),
      .live: Ink(24, 2, 2, .bold, mono: .bold, raised: 23),
      .past: Ink(130, 5, 5, .bold, mono: .reverse, raised: 58),
      .prompt: Ink(nil, nil, nil, .bold, mono: .bold, raised: 16),
      .series1: Ink(25, 4, 4),
      .series2: Ink(130, 3, 3),
      .series3: Ink(29, 2, 2),
      .series4: Ink(63, 12, 4),
      .series5: Ink(53, 5, 5),
      .series6: Ink(21, 6, 6),
      .series7: Ink(235, 0, 0),
      .series8: Ink(18, 4, 4),
      .seriesOther: Ink(244, 0, 0, raised: 240),
      .seriesSelected: Ink(16, 0, 0, .bold, mono: .bold),
    ],
    grounds: [
      .selected: Ink(253, nil, nil, mono: .reverse).reversedWithFewColors,
      .bar: Ink(254, nil, nil),
      .pending: Ink(230, nil, nil),
      .firing: Ink(224, nil, nil),
    ])

  /// Strong colours on black, which it sets itself: for bad projectors and tired eyes.
  public static let highContrast = standard.replacing(
    name: "high-contrast",
    inks: [
      .text: Ink(231, 15, 7),
      .muted: Ink(254, 15, 7),
      .strong: Ink(231, 15, 7, .bold, mono: .bold),
      .heading: Ink(123, 14, 6, .bold, mono: .bold),
      .accent: Ink(123, 14, 6),
      .key: Ink(229, 11, 3, .bold, mono: .bold),
      .good: Ink(120, 10, 2),
      .warning: Ink(226, 11, 3, .bold, mono: .bold),
      .critical: Ink(217, 9, 1, [.bold, .underline], mono: [.bold, .underline]),
      .resolved: Ink(254, 15, 7),
      .frame: Ink(250, 7, 7),
      .title: Ink(231, 15, 7, .bold, mono: .bold),
      .axis: Ink(254, 15, 7),
      .grid: Ink(244, 7, 7),
      .gap: Ink(254, 13, 5),
      .threshold: Ink(223, 9, 1),
      .tableHeader: Ink(231, 15, 7, [.bold, .underline], mono: [.bold, .underline]),
      .sortedHeader: Ink(123, 14, 6, [.bold, .underline], mono: [.bold, .underline]),
      .live: Ink(120, 10, 2, .bold, mono: .bold),
      .past: Ink(226, 11, 3, .bold, mono: .reverse),
      .prompt: Ink(231, 15, 7, .bold, mono: .bold),
    ],
    grounds: [
      .plain: Ink(16, 0, 0),
      .selected: Ink(18, nil, nil, mono: .reverse).reversedWithFewColors,
      .bar: Ink(235, 0, 0),
      .pending: Ink(237, 0, 0),
      .firing: Ink(52, 0, 0),
    ])

  /// No colours at any depth: attributes alone.
  public static let mono = Theme(
    name: "mono", heat: [], inks: standard.inks.mapValues(\.withoutColor),
    grounds: standard.grounds.mapValues(\.withoutColor))

  /// From blue through grey to yellow, every step lighter than the one before: readers with any of the common forms of
  /// colour blindness see the same order.
  ///
  /// Source: the path of Nuñez, Anderton and Renslow's cividis (doi:10.1371/journal.pone.0199239) through xterm's palette.
  static let rising: [UInt8] = [17, 19, 24, 66, 102, 143, 179, 185, 221, 227]

  private func replacing(
    name: String, heat: [UInt8]? = nil, inks: [StyleRole: Ink], grounds: [Ground: Ink]
  ) -> Theme {
    Theme(
      name: name, heat: heat ?? self.heat, inks: self.inks.merging(inks) { _, new in new },
      grounds: self.grounds.merging(grounds) { _, new in new })
  }
}

extension Ink {
  /// A ground that the palette shows as a colour and fewer colours show by exchanging foreground and background.
  fileprivate var reversedWithFewColors: Ink {
    var ink = self
    ink.fewColors = .reverse
    return ink
  }

  /// What is left where there are no colours, at every depth.
  fileprivate var withoutColor: Ink { Ink(nil, nil, nil, mono, mono: mono) }
}
