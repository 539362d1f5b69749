/// The command by which a terminal tells the desktop something.
///
/// It ends with ST, not with a BEL, so that nobody takes it for the bell.
public enum DesktopNotice: String, Hashable, Sendable, CaseIterable {
  /// `OSC 9 ; text`, as iTerm2, WezTerm, ghostty, foot and Windows Terminal know it.
  case osc9
  /// `OSC 777 ; notify ; title ; text`, as rxvt-unicode, foot, ghostty and VTE know it.
  case osc777

  /// The longest text, in characters.
  static let limit = 200

  /// The bytes of a notice.
  ///
  /// - Parameters:
  ///   - title: what it is about.
  ///   - text: what it says; controls are left out, and semicolons, which would begin another field.
  /// - Returns: the command, complete.
  func bytes(title: String, _ text: String) -> [UInt8] {
    let said = DesktopNotice.safe(text)
    let command =
      switch self {
      case .osc9: "9;\(DesktopNotice.safe(title)): \(said)"
      case .osc777: "777;notify;\(DesktopNotice.safe(title));\(said)"
      }
    return Array("\u{1b}]\(command)\u{1b}\\".utf8)
  }

  private static func safe(_ text: String) -> String {
    let scalars = text.unicodeScalars.lazy.filter { scalar in
      scalar.value >= 0x20 && !(0x7f..<0xa0).contains(scalar.value)
    }.prefix(limit).map { $0 == ";" ? "," : $0 }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars)
    return String(result)
  }
}
