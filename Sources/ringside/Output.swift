internal import Glibc

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

  /// Writes one line of diagnosis, control characters made visible.
  static func diagnose(_ text: String) {
    let safe = text.unicodeScalars.map {
      $0.properties.generalCategory == .control ? "?" : String($0)
    }
    _ = write(Array(("ringside: " + safe.joined() + "\n").utf8), to: 2)
  }
}
