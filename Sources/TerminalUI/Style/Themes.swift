extension Theme {
  /// For dark backgrounds, readable on light ones.
  public static let standard = Theme(
    name: "standard", heat: Theme.rising,
    inks: [
      .text: Ink(nil, nil, nil),
      .muted: Ink(245, 7, 7),
      .strong: Ink(nil, nil, nil, .bold, mono: .bold),
      .heading: Ink(74, 14, 6, .bold, mono: .bold),
      .accent: Ink(74, 14, 6),
      .key: Ink(180, 11, 3, .bold, mono: .bold),
      .good: Ink(36, 10, 2),
      .warning: Ink(214, 11, 3, .bold, mono: .bold),
      .critical: Ink(203, 9, 1, .bold, mono: [.bold, .underline]),
      .resolved: Ink(246, 7, 7),
      .frame: Ink(240, 4, 4),
      .focusedFrame: Ink(74, 14, 6),
      .title: Ink(252, 15, 7, .bold, mono: .bold),
      .axis: Ink(246, 7, 7),
      .grid: Ink(237, 4, 4),
      .crosshair: Ink(222, 11, 3),
      .threshold: Ink(209, 9, 1),
      .gap: Ink(243, 5, 5),
      .openBucket: Ink(250, 7, 7),
      .tableHeader: Ink(250, 7, 7, .underline, mono: .underline),
      .sortedHeader: Ink(74, 14, 6, [.bold, .underline], mono: [.bold, .underline]),
      .match: Ink(222, 11, 3, .underline, mono: .underline),
      .live: Ink(36, 10, 2, .bold, mono: .bold),
      .past: Ink(214, 11, 3, .bold, mono: .reverse),
      .prompt: Ink(nil, nil, nil, .bold, mono: .bold),
      .series1: Ink(74, 14, 6),
      .series2: Ink(214, 11, 3),
      .series3: Ink(36, 10, 2),
      .series4: Ink(175, 13, 5),
      .series5: Ink(68, 12, 4),
      .series6: Ink(209, 9, 1),
      .series7: Ink(227, 3, 3),
      .series8: Ink(146, 5, 5),
      .seriesOther: Ink(244, 7, 7),
      .seriesSelected: Ink(231, 15, 7, .bold, mono: .bold),
    ],
    grounds: [
      .plain: Ink(nil, nil, nil),
      .selected: Ink(238, nil, nil, mono: .reverse).reversedWithFewColors,
      .bar: Ink(236, nil, nil),
      .pending: Ink(58, nil, nil),
      .firing: Ink(52, nil, nil),
      .alarm: Ink(nil, nil, nil, .reverse, mono: .reverse),
    ])

  /// For light backgrounds.
  public static let light = standard.replacing(
    name: "light", heat: [230] + Theme.rising.reversed().dropFirst(),
    inks: [
      .muted: Ink(242, 0, 0),
      .heading: Ink(25, 4, 4, .bold, mono: .bold),
      .accent: Ink(25, 4, 4),
      .key: Ink(94, 5, 5, .bold, mono: .bold),
      .good: Ink(29, 2, 2),
      .warning: Ink(130, 5, 5, .bold, mono: .bold),
      .critical: Ink(160, 1, 1, .bold, mono: [.bold, .underline]),
      .resolved: Ink(242, 0, 0),
      .frame: Ink(249, 6, 6),
      .focusedFrame: Ink(25, 4, 4),
      .title: Ink(235, 0, 0, .bold, mono: .bold),
      .axis: Ink(241, 0, 0),
      .grid: Ink(253, 6, 6),
      .crosshair: Ink(94, 5, 5),
      .threshold: Ink(160, 1, 1),
      .gap: Ink(246, 5, 5),
      .openBucket: Ink(240, 0, 0),
      .tableHeader: Ink(238, 0, 0, .underline, mono: .underline),
      .sortedHeader: Ink(25, 4, 4, [.bold, .underline], mono: [.bold, .underline]),
      .match: Ink(94, 5, 5, .underline, mono: .underline),
      .live: Ink(29, 2, 2, .bold, mono: .bold),
      .past: Ink(130, 5, 5, .bold, mono: .reverse),
      .series1: Ink(25, 4, 4),
      .series2: Ink(166, 3, 3),
      .series3: Ink(29, 2, 2),
      .series4: Ink(133, 5, 5),
      .series5: Ink(38, 6, 6),
      .series6: Ink(160, 1, 1),
      .series7: Ink(136, 3, 3),
      .series8: Ink(61, 4, 4),
      .seriesOther: Ink(245, 0, 0),
      .seriesSelected: Ink(16, 0, 0, .bold, mono: .bold),
    ],
    grounds: [
      .selected: Ink(252, nil, nil, mono: .reverse).reversedWithFewColors,
      .bar: Ink(254, nil, nil),
      .pending: Ink(229, nil, nil),
      .firing: Ink(224, nil, nil),
    ])

  /// Few colours and strong ones: for bad projectors and tired eyes.
  public static let contrast = standard.replacing(
    name: "contrast",
    inks: [
      .muted: Ink(nil, nil, nil),
      .frame: Ink(nil, nil, nil),
      .title: Ink(nil, nil, nil, .bold, mono: .bold),
      .axis: Ink(nil, nil, nil),
      .grid: Ink(244, 7, 7),
      .resolved: Ink(nil, nil, nil),
      .warning: Ink(226, 11, 3, .bold, mono: .bold),
      .critical: Ink(196, 9, 1, [.bold, .underline], mono: [.bold, .underline]),
      .tableHeader: Ink(nil, nil, nil, [.bold, .underline], mono: [.bold, .underline]),
    ],
    grounds: [
      .selected: Ink(nil, nil, nil, .reverse, mono: .reverse)
    ])

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
}
