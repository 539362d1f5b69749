/// How many colours a terminal has, as far as the program uses them.
public enum ColorDepth: Int, Hashable, Sendable, CaseIterable {
  /// None: attributes only.
  case mono = 0
  /// The eight of ECMA-48.
  case eight = 8
  /// Those and their bright forms.
  case sixteen = 16
  /// xterm's palette.
  case palette = 256
}

/// Attributes of a character.
public struct Attributes: OptionSet, Hashable, Sendable {
  /// The bits.
  public let rawValue: UInt8
  /// The attributes that `rawValue` names.
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  /// Heavier strokes.
  public static let bold = Attributes(rawValue: 1)
  /// A line below.
  public static let underline = Attributes(rawValue: 2)
  /// Foreground and background exchanged.
  public static let reverse = Attributes(rawValue: 4)
}

/// How a style looks on a terminal.
public struct Appearance: Hashable, Sendable {
  /// The colour's number below the depth; `nil` for the terminal's own.
  public var foreground: UInt8?
  /// The colour's number below the depth; `nil` for the terminal's own.
  public var background: UInt8?
  /// Attributes.
  public var attributes: Attributes
}

/// One row of a theme: the colour at every depth, and the attributes with and without colour.
struct Ink: Hashable, Sendable {
  var palette: UInt8?
  /// The palette's colour where a ground lies under the character; `nil` for the same.
  var raised: UInt8?
  var sixteen: UInt8?
  var eight: UInt8?
  var attributes: Attributes
  var mono: Attributes
  /// What is added where there are eight or sixteen colours.
  var fewColors: Attributes = []

  init(
    _ palette: UInt8?, _ sixteen: UInt8?, _ eight: UInt8?, _ attributes: Attributes = [],
    mono: Attributes = [], raised: UInt8? = nil
  ) {
    self.palette = palette
    self.raised = raised
    self.sixteen = sixteen
    self.eight = eight
    self.attributes = attributes
    self.mono = mono
  }

  func color(_ depth: ColorDepth) -> UInt8? {
    switch depth {
    case .mono: nil
    case .eight: eight
    case .sixteen: sixteen
    case .palette: palette
    }
  }

  func attributes(_ depth: ColorDepth) -> Attributes {
    switch depth {
    case .mono: mono
    case .eight, .sixteen: attributes.union(fewColors)
    case .palette: attributes
    }
  }
}
