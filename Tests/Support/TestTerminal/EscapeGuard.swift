/// Reads every byte that a program sends to its terminal and keeps the first that has no business there.
///
/// It is stricter than any terminal: text is printable UTF-8, and a control sequence is one that ncurses or our own
/// mode switches send for this TERM (`TerminalGrammar`). DCS, SOS, PM, APC and C1 never pass, OSC only with a title
/// that the caller expects.
package struct EscapeGuard {
  /// The first thing that should not have been sent.
  package struct Offence: Equatable, CustomStringConvertible {
    /// What it is.
    package var what: String
    /// Where it ends, in bytes from the start of the program.
    package var offset: Int
    /// The bytes up to there, escaped.
    package var context: String

    package var description: String { "byte \(offset): \(what); after '\(context)'" }
  }

  private enum State {
    case text
    case character(missing: Int, value: UInt32, least: UInt32)
    case escape
    case control
    case designation
    case command
    case commandEscape
    /// CAN has ended whatever was unfinished.
    case cancelled
  }

  /// The first offence; nothing is looked at after it.
  package private(set) var offence: Offence?
  /// Whether the cursor was hidden and not shown again.
  ///
  /// The emulator is no witness here: its saved cursor brings the visibility back with it, which xterm's does not.
  package private(set) var isCursorHidden = false
  /// What was sent to the clipboard, each after a key that asks for it.
  package private(set) var copies: [[UInt8]] = []
  /// How many more texts may be sent to the clipboard.
  private var expectedCopies = 0
  private let grammar: TerminalGrammar
  private let isTitle: (String) -> Bool
  private let isNotice: (String) -> Bool
  /// How many notices for the desktop went by.
  package private(set) var notices = 0
  private var state = State.text
  private var sequence: [UInt8] = []
  private var recent: [UInt8] = []
  private var offset = 0

  /// A guard of a terminal of this kind.
  ///
  /// - Parameters:
  ///   - term: the TERM that the program draws for.
  ///   - isTitle: whether a window title is one that the program may set.
  ///   - isNotice: whether a notice for the desktop, OSC 9 or OSC 777 with ST at its end, is one that the program may send.
  package init(
    term: String, isTitle: @escaping (String) -> Bool = { _ in false },
    isNotice: @escaping (String) -> Bool = { _ in false }
  ) {
    self.isNotice = isNotice
    grammar = TerminalGrammar(term: term)
    self.isTitle = isTitle
  }

  /// Lets one text pass to the clipboard: a key was pressed that asks for it.
  package mutating func expectCopy() { expectedCopies += 1 }

  /// Reads what was sent next.
  package mutating func read(_ bytes: some Sequence<UInt8>) {
    for byte in bytes where offence == nil {
      offset += 1
      recent.append(byte)
      if recent.count > 96 { recent.removeFirst(48) }
      read(byte)
    }
  }

  /// Says that the program ended: an unfinished sequence would swallow what the shell writes next.
  package mutating func end() {
    if case .text = state { return }
    fail("unfinished sequence '\(EscapeGuard.visible(sequence))'")
  }

  private mutating func read(_ byte: UInt8) {
    // A crash may cut a frame anywhere; what gives the terminal back begins with CAN, then a sequence.
    if byte == 0x18 {
      state = .cancelled
      return
    }
    switch state {
    case .cancelled:
      guard byte == 0x1b else { return fail("CAN in a text") }
      readText(byte)
    case .text: readText(byte)
    case .character(let missing, let value, let least):
      readContinuation(byte, missing, value, least)
    case .escape: readEscape(byte)
    case .control: readControl(byte)
    case .designation:
      sequence.append(byte)
      finish()
    case .command: readCommand(byte)
    case .commandEscape:
      guard byte == 0x5c else { return fail("escape inside a command") }
      if let text = EscapeGuard.notice(sequence), isNotice(text) {
        notices += 1
        state = .text
      } else {
        finishCommand()
      }
    }
  }

  // MARK: - Text

  private mutating func readText(_ byte: UInt8) {
    switch byte {
    case 0x1b:
      state = .escape
      sequence = []
    case 0..<0x20, 0x7f:
      if !grammar.controls.contains(byte) {
        fail("control character \(EscapeGuard.visible([byte]))")
      }
    case 0x20..<0x7f: break
    case 0xc2..<0xe0: begin(1, UInt32(byte & 0x1f), 0x80)
    case 0xe0..<0xf0: begin(2, UInt32(byte & 0x0f), 0x800)
    case 0xf0..<0xf5: begin(3, UInt32(byte & 0x07), 0x10000)
    case 0x80..<0xa0: fail("8-bit control \(EscapeGuard.visible([byte]))")
    default: fail("byte \(EscapeGuard.visible([byte])) that begins no UTF-8 character")
    }
  }

  private mutating func begin(_ missing: Int, _ value: UInt32, _ least: UInt32) {
    state = .character(missing: missing, value: value, least: least)
  }

  private mutating func readContinuation(
    _ byte: UInt8, _ missing: Int, _ value: UInt32, _ least: UInt32
  ) {
    guard byte & 0xc0 == 0x80 else { return fail("broken UTF-8 character") }
    let value = value << 6 | UInt32(byte & 0x3f)
    guard missing == 1 else {
      state = .character(missing: missing - 1, value: value, least: least)
      return
    }
    guard value >= least, let scalar = Unicode.Scalar(value) else {
      return fail("broken UTF-8 character")
    }
    guard EscapeGuard.isPrintable(scalar) else {
      return fail("unprintable character U+\(String(value, radix: 16, uppercase: true))")
    }
    state = .text
  }

  /// Whether a character shows itself and changes nothing else.
  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: false
    // Symbols newer than the Unicode tables of the toolchain's library would stand as unassigned.
    case .unassigned: (0x1cc00...0x1ceaf).contains(scalar.value)
    default: true
    }
  }

  // MARK: - Sequences

  private mutating func readEscape(_ byte: UInt8) {
    sequence.append(byte)
    switch byte {
    case 0x5b: state = .control
    case 0x5d: state = .command
    case 0x20..<0x30: state = .designation
    case 0x50, 0x58, 0x5e, 0x5f: fail("string sequence ESC \(EscapeGuard.visible([byte]))")
    default: finish()
    }
  }

  private mutating func readControl(_ byte: UInt8) {
    sequence.append(byte)
    guard (0x20..<0x7f).contains(byte), sequence.count < 40 else {
      return fail("broken sequence \(EscapeGuard.visible(sequence))")
    }
    if byte >= 0x40 { finish() }
  }

  private mutating func finish() {
    guard grammar.allows(sequence) else {
      return fail("sequence ESC \(EscapeGuard.visible(sequence)), which is not of this terminal")
    }
    if sequence.elementsEqual("[?25l".utf8) { isCursorHidden = true }
    if sequence.elementsEqual("[?25h".utf8) { isCursorHidden = false }
    state = .text
  }

  private mutating func readCommand(_ byte: UInt8) {
    if byte == 0x07 { return finishCommand(endsWithBell: true) }
    if byte == 0x1b {
      state = .commandEscape
      return
    }
    sequence.append(byte)
    // A clipboard takes 100,000 bytes, its frame included.
    let most = expectedCopies > 0 ? 100_000 : 300
    if byte < 0x20 || byte == 0x7f || sequence.count > most { fail("broken command") }
  }

  private mutating func finishCommand(endsWithBell: Bool = false) {
    if expectedCopies > 0, !endsWithBell, let copy = EscapeGuard.copy(sequence) {
      expectedCopies -= 1
      copies.append(copy)
      state = .text
      return
    }
    guard grammar.hasTitle, let text = EscapeGuard.title(sequence), isTitle(text) else {
      return fail("command ESC \(EscapeGuard.visible(sequence))")
    }
    state = .text
  }

  /// What OSC 52 sends to the clipboard, and to it only; `nil` for another command and for what is not base64.
  private static func copy(_ sequence: [UInt8]) -> [UInt8]? {
    let start = Array("]52;c;".utf8)
    guard sequence.starts(with: start) else { return nil }
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var body = sequence.dropFirst(start.count)
    guard !body.isEmpty, body.count % 4 == 0 else { return nil }
    let padding = body.reversed().prefix { $0 == 0x3d }.count
    guard padding < 3 else { return nil }
    body = body.dropLast(padding)
    var bits: UInt32 = 0
    var count = 0
    var result: [UInt8] = []
    for byte in body {
      guard let value = letters.firstIndex(of: byte) else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return result
  }

  /// The title that OSC 0 or OSC 2 sets; `nil` where it is another command or not printable.
  private static func title(_ sequence: [UInt8]) -> String? {
    guard sequence.starts(with: Array("]0;".utf8)) || sequence.starts(with: Array("]2;".utf8)),
      let text = String(validating: sequence[3...], as: UTF8.self),
      text.unicodeScalars.allSatisfy(isPrintable)
    else { return nil }
    return text
  }

  /// What OSC 9 or OSC 777 says, its number in front; `nil` where it is another command or not printable.
  private static func notice(_ sequence: [UInt8]) -> String? {
    guard
      sequence.starts(with: Array("]9;".utf8)) || sequence.starts(with: Array("]777;".utf8)),
      let text = String(validating: sequence[1...], as: UTF8.self),
      text.unicodeScalars.allSatisfy(isPrintable)
    else { return nil }
    return text
  }

  private mutating func fail(_ what: String) {
    guard offence == nil else { return }
    offence = Offence(what: what, offset: offset, context: EscapeGuard.visible(recent.suffix(48)))
  }

  /// Bytes as text in which nothing is hidden.
  package static func visible(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { byte in
      if (0x20..<0x7f).contains(byte) { return String(Unicode.Scalar(byte)) }
      let digits = String(byte, radix: 16)
      return "\\x" + (digits.count < 2 ? "0" : "") + digits
    }.joined()
  }
}
