internal import TerminalUI

/// Turns the terminal's bytes into keys and pasted text; what it does not know it swallows whole.
///
/// A sequence that the bytes at hand do not finish is kept: more bytes may follow. The owner asks `hasPending` and calls
/// `finish` when none came for a while; then a lone Esc is the key.
///
/// Source: ECMA-48 §5.4 (control sequences), xterm's "PC-Style Function Keys" and "Bracketed Paste Mode", and the
/// terminal's own description for the rest.
struct InputDecoder {
  /// What the terminal's description says its keys send.
  private let described: [(bytes: [UInt8], key: Key)]
  private var pending: [UInt8] = []
  /// What has been pasted so far; `nil` outside of a paste.
  private var pasted: [UInt8]?

  /// More than this in one piece is cut: no prompt takes so much.
  static let pasteLimit = 65536
  private static let pasteEnd = Array("\u{1b}[201~".utf8)

  init(described: [(bytes: [UInt8], key: Key)] = []) { self.described = described }

  /// Whether a sequence, or a paste, has begun and not ended.
  var hasPending: Bool { !pending.isEmpty || pasted != nil }

  /// Whether a paste has begun and not ended.
  var isPasting: Bool { pasted != nil }

  /// The events that `bytes` complete, in their order.
  mutating func feed(_ bytes: some Sequence<UInt8>) -> [InputEvent] {
    pending.append(contentsOf: bytes)
    var events: [InputEvent] = []
    while !pending.isEmpty {
      if pasted != nil {
        guard let text = takePaste() else { return events }
        events.append(.paste(text))
      } else {
        switch step() {
        case .event(let event, let length):
          events.append(event)
          pending.removeFirst(length)
        case .nothing(let length): pending.removeFirst(length)
        case .pasteBegins(let length):
          pending.removeFirst(length)
          pasted = []
        case .incomplete: return events
        }
      }
    }
    return events
  }

  /// The events of what was left unfinished: no more bytes came.
  mutating func finish() -> [InputEvent] {
    if let text = pasted {
      let all = text + pending
      pasted = nil
      pending = []
      return [.paste(String(decoding: all, as: UTF8.self))]
    }
    guard let first = pending.first else { return [] }
    let rest = Array(pending.dropFirst())
    pending = []
    guard first == 0x1b else { return [] }
    // An Esc whose sequence never came is the key; what follows it stands for itself.
    return [.key(.escape)] + (rest.isEmpty ? [] : feed(rest) + finish())
  }

  private enum Step {
    case event(InputEvent, length: Int)
    case nothing(length: Int)
    case pasteBegins(length: Int)
    case incomplete
  }

  private mutating func takePaste() -> String? {
    var text = pasted ?? []
    let end = InputDecoder.pasteEnd
    guard let start = firstIndex(of: end) else {
      // The last bytes may be the beginning of the end marker.
      let keep = min(pending.count, end.count - 1)
      if text.count < InputDecoder.pasteLimit { text += pending.dropLast(keep) }
      pending = Array(pending.suffix(keep))
      pasted = text
      return nil
    }
    text += pending[..<start]
    pending.removeFirst(start + end.count)
    pasted = nil
    return String(decoding: text.prefix(InputDecoder.pasteLimit), as: UTF8.self)
  }

  private func firstIndex(of marker: [UInt8]) -> Int? {
    guard pending.count >= marker.count else { return nil }
    return (0...pending.count - marker.count).first { start in
      pending[start..<start + marker.count].elementsEqual(marker)
    }
  }

  private func step() -> Step {
    if pending[0] == 0x1b { return escapeSequence() }
    if pending[0] < 0x80 { return .event(.key(InputDecoder.key(pending[0])), length: 1) }
    return character(from: 0)
  }

  private static func key(_ byte: UInt8) -> Key {
    switch byte {
    case 0x09: .tab
    case 0x0a, 0x0d: .enter
    case 0x08, 0x7f: .backspace
    case 0x00: .control(" ")
    case 0x01...0x1a: .control(Unicode.Scalar(byte + 0x60))
    case 0x1c...0x1f: .control(Unicode.Scalar(byte + 0x40))
    default: .character(Unicode.Scalar(byte))
    }
  }

  /// A character beyond ASCII that begins at `start`; a byte that begins none is dropped.
  private func character(from start: Int) -> Step {
    let length: Int
    switch pending[start] {
    case 0xc2..<0xe0: length = 2
    case 0xe0..<0xf0: length = 3
    case 0xf0..<0xf5: length = 4
    default: return .nothing(length: start + 1)
    }
    let available = pending[start...].prefix(length)
    guard available.dropFirst().allSatisfy({ $0 & 0xc0 == 0x80 }) else {
      return .nothing(length: start + 1)
    }
    guard available.count == length else { return .incomplete }
    let text = String(decoding: available, as: UTF8.self).unicodeScalars
    guard let scalar = text.first, text.count == 1, scalar != "\u{fffd}" else {
      return .nothing(length: start + 1)
    }
    // A control character in two bytes is no key.
    guard scalar.value >= 0xa0 else { return .nothing(length: start + length) }
    let key: Key = start == 0 ? .character(scalar) : .alt(scalar)
    return .event(.key(key), length: start + length)
  }

  private func escapeSequence() -> Step {
    for (bytes, key) in described where pending.starts(with: bytes) {
      return .event(.key(key), length: bytes.count)
    }
    guard pending.count > 1 else { return .incomplete }
    switch pending[1] {
    case UInt8(ascii: "["): return controlSequence()
    case UInt8(ascii: "O"): return singleShift()
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"):
      return stringSequence()
    case 0x1b: return .event(.key(.escape), length: 1)
    case 0x80...: return character(from: 1)
    case 0x20..<0x7f: return .event(.key(.alt(Unicode.Scalar(pending[1]))), length: 2)
    default: return .event(.key(.escape), length: 1)
    }
  }

  private func singleShift() -> Step {
    guard pending.count > 2 else { return .incomplete }
    // The keypad's Enter; with another introducer the same letter is the mouse.
    if pending[2] == UInt8(ascii: "M") { return .event(.key(.enter), length: 3) }
    guard let key = InputDecoder.finals[pending[2]] else { return .nothing(length: 3) }
    return .event(.key(key), length: 3)
  }

  /// An answer of the terminal, up to its terminator: nothing that a person typed.
  private func stringSequence() -> Step {
    for index in pending.indices.dropFirst(2) {
      if pending[index] == 0x07 { return .nothing(length: index + 1) }
      if pending[index] == 0x1b {
        guard index + 1 < pending.count else { return .incomplete }
        return .nothing(length: pending[index + 1] == UInt8(ascii: "\\") ? index + 2 : index)
      }
    }
    return pending.count < 4096 ? .incomplete : .nothing(length: pending.count)
  }

  private func controlSequence() -> Step {
    // The Linux console writes F1 to F5 as `[[A` to `[[E`.
    if pending.count > 2, pending[2] == UInt8(ascii: "[") {
      guard pending.count > 3 else { return .incomplete }
      let number = Int(pending[3]) - 0x40
      guard (1...5).contains(number) else { return .nothing(length: 4) }
      return .event(.key(.function(number)), length: 4)
    }
    var end = 2
    while end < pending.count, (0x20..<0x40).contains(pending[end]) { end += 1 }
    guard end < pending.count else {
      return pending.count < 64 ? .incomplete : .nothing(length: end)
    }
    guard (0x40..<0x7f).contains(pending[end]) else { return .nothing(length: end) }
    return meaning(of: pending[2..<end], final: pending[end], length: end + 1)
  }

  private func meaning(of text: ArraySlice<UInt8>, final: UInt8, length: Int) -> Step {
    if text.first == UInt8(ascii: "<") {
      guard let event = mouse(text.dropFirst(), final) else { return .nothing(length: length) }
      return .event(event, length: length)
    }
    // A private prefix marks an answer of the terminal: no key.
    if let prefix = text.first, (0x3c...0x3f).contains(prefix) { return .nothing(length: length) }
    let numbers = text.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map {
      Int(String(decoding: $0, as: UTF8.self)) ?? 0
    }
    let first = numbers.first ?? 0
    if final == UInt8(ascii: "~") {
      if first == 200 { return .pasteBegins(length: length) }
      guard let key = InputDecoder.numbered[first] else { return .nothing(length: length) }
      return .event(.key(key), length: length)
    }
    guard var key = InputDecoder.finals[final] else { return .nothing(length: length) }
    if numbers.count > 1, numbers[1] == 2 { key = InputDecoder.shifted[key] ?? key }
    return .event(.key(key), length: length)
  }

  /// A report of the mouse: button with modifiers, column and row from 1; a button that is let go is no event.
  ///
  /// Source: xterm's "Extended coordinates", SGR (1006).
  private func mouse(_ text: ArraySlice<UInt8>, _ final: UInt8) -> InputEvent? {
    let numbers = text.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
      .compactMap { Int(String(decoding: $0, as: UTF8.self)) }
    guard final == UInt8(ascii: "M"), numbers.count == 3, numbers[1] > 0, numbers[2] > 0 else {
      return nil
    }
    let modifiers = 4 | 8 | 16
    let acts: [Int: MouseAct] = [0: .press, 64: .wheelUp, 65: .wheelDown]
    return acts[numbers[0] & ~modifiers].map {
      .mouse($0, column: numbers[1] - 1, row: numbers[2] - 1)
    }
  }

  private static let finals: [UInt8: Key] = [
    0x41: .up, 0x42: .down, 0x43: .right, 0x44: .left, 0x46: .end, 0x48: .home,
    0x50: .function(1), 0x51: .function(2), 0x52: .function(3), 0x53: .function(4),
    0x5a: .backTab, 0x61: .shiftUp, 0x62: .shiftDown, 0x63: .shiftRight, 0x64: .shiftLeft,
  ]

  private static let shifted: [Key: Key] = [
    .up: .shiftUp, .down: .shiftDown, .left: .shiftLeft, .right: .shiftRight, .tab: .backTab,
  ]

  private static let numbered: [Int: Key] = [
    1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end,
    11: .function(1), 12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5),
    17: .function(6), 18: .function(7), 19: .function(8), 20: .function(9), 21: .function(10),
    23: .function(11), 24: .function(12),
  ]
}
