internal import Glibc
internal import Presentation
internal import Terminal

/// Writes to the descriptors of this process.
enum Output {
  /// Writes all of `bytes`; `false` when the reader is gone or the disk is full.
  ///
  /// The corresponding C function is `write`.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }

  /// Writes text; how the command ends.
  static func print(_ text: String) -> ExitStatus {
    write(Array(text.utf8), to: 1) ? .fine : .world
  }

  /// Writes a line; `false` when the reader is gone.
  static func line(_ text: String) -> Bool { write(Array((text + "\n").utf8), to: 1) }

  /// Whether the environment's locale has more than ASCII.
  static var isUTF8: Bool { CharacterEncoding.isUTF8(environment: Environment.ofTerminal) }

  /// Writes a diagnosis: a line, and below it the line and the caret that some errors have.
  ///
  /// Characters that do not show themselves are named, as `<U+202E>`.
  static func diagnose(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let safe = lines.map { $0.unicodeScalars.map(shown).joined() }
    _ = write(Array(("ringside: " + safe.joined(separator: "\n") + "\n").utf8), to: 2)
  }

  private static func shown(_ scalar: Unicode.Scalar) -> String {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      "<U+\(String(scalar.value, radix: 16, uppercase: true))>"
    default: String(scalar)
    }
  }
}
