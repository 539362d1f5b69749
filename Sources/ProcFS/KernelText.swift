/// The text of a message of the kernel's, taken apart.
struct KernelText {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// What follows a prefix; `nil` where it does not begin so.
  func after(prefix: String) -> KernelText? {
    bytes.starts(with: prefix.utf8) ? KernelText(Array(bytes.dropFirst(prefix.utf8.count))) : nil
  }

  /// What stands before a suffix; `nil` where it does not end so.
  func before(suffix: String) -> KernelText? {
    bytes.reversed().starts(with: suffix.utf8.reversed())
      ? KernelText(Array(bytes.dropLast(suffix.utf8.count))) : nil
  }

  /// What stands before and after the first occurrence of `word`; `nil` where there is none.
  func split(at word: String) -> (before: KernelText, after: KernelText)? {
    let word = Array(word.utf8)
    guard let first = word.first, bytes.count >= word.count else { return nil }
    for start in 0...(bytes.count - word.count)
    where bytes[start] == first && bytes[start..<start + word.count].elementsEqual(word) {
      return (
        KernelText(Array(bytes[..<start])), KernelText(Array(bytes[(start + word.count)...]))
      )
    }
    return nil
  }

  func contains(_ word: String) -> Bool { split(at: word) != nil }

  /// Whether it is digits and nothing else.
  var isNumber: Bool { !bytes.isEmpty && bytes.allSatisfy { (0x30...0x39).contains($0) } }

  /// Whether it may be the name of a device: letters, digits, dashes, points, underscores and `@`.
  func isName(limit: Int) -> Bool {
    (1...limit).contains(bytes.count)
      && bytes.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
          || (0x61...0x7a).contains(byte) || [0x2d, 0x2e, 0x40, 0x5f].contains(byte)
      }
  }
}
