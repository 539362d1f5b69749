import Glibc

/// A frame that was looked at once and must stay as it is, with facts that hold of it.
///
/// `NAME.txt` is the frame, `NAME.facts` a line for each fact: what is so, computed by the test from its fixture, and
/// the words by which the frame says it. Both stand in a folder `Goldens` beside the test's file. They are written only
/// where RINGSIDE_RECORD_GOLDENS is 1 (`make record-goldens`), and are read in review like code.
package struct Golden {
  /// One thing that is so, and how the frame must say it.
  package struct Fact: Equatable, CustomStringConvertible {
    package var name: String
    package var words: String

    package init(_ name: String, _ words: String) { (self.name, self.words) = (name, words) }

    package var description: String { "\(name) = \(words)" }
  }

  /// A frame that is not as it was, or does not say what is so.
  package struct Mismatch: Error, Equatable, CustomStringConvertible {
    package var description: String
  }

  private let path: String
  private let isRecording: Bool

  /// The golden `name` of a test.
  ///
  /// - Parameters:
  ///   - name: the golden's file without its ending.
  ///   - file: the test's own file.
  ///   - isRecording: whether it is written anew.
  package init(
    _ name: String, file: String = #filePath,
    isRecording: Bool = getenv("RINGSIDE_RECORD_GOLDENS").map { String(cString: $0) } == "1"
  ) {
    path =
      file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
      + "/Goldens/\(name)"
    self.isRecording = isRecording
  }

  /// Compares a frame with the golden and with the facts.
  package func check(_ frame: String, facts: [Fact] = []) throws(Mismatch) {
    let missing = facts.filter { !frame.contains($0.words) }
    guard missing.isEmpty else {
      let list = missing.map { "  \($0)\n" }.joined()
      throw Mismatch(description: "the frame does not say:\n\(list)the frame:\n\(frame)")
    }
    try compare(path + ".txt", frame.hasSuffix("\n") ? frame : frame + "\n")
    guard !facts.isEmpty else { return }
    try compare(path + ".facts", facts.map { "\($0)\n" }.joined())
  }

  private func compare(_ file: String, _ text: String) throws(Mismatch) {
    if isRecording { return try record(file, text) }
    guard let expected = Golden.read(file) else {
      throw Mismatch(
        description:
          "\(file): no such golden; look at the frame, then 'make record-goldens':\n\(text)")
    }
    guard expected != text else { return }
    throw Mismatch(description: "\(file): differs:\n\(Golden.difference(expected, text))")
  }

  private func record(_ file: String, _ text: String) throws(Mismatch) {
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
      separator: "/")
    mkdir(folder, 0o755)
    guard let stream = fopen(file, "w") else {
      throw Mismatch(description: "\(file): cannot be written")
    }
    fputs(text, stream)
    fclose(stream)
  }

  private static func read(_ file: String) -> String? {
    guard let stream = fopen(file, "r") else { return nil }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 {
      bytes.append(contentsOf: buffer[..<count])
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The rows that differ of two texts that end with a line break, each with its number, as it was and as it is.
  static func difference(_ expected: String, _ actual: String) -> String {
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let new = actual.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    var result = ""
    for row in 0..<max(old.count, new.count) {
      let (before, after) = (row < old.count ? old[row] : nil, row < new.count ? new[row] : nil)
      guard before != after else { continue }
      if let before { result += "\(row + 1) - \(before)\n" }
      if let after { result += "\(row + 1) + \(after)\n" }
    }
    return result
  }
}
