/// The text archives of node_exporter's fixtures, `.ttar`.
///
/// Line by line: `Directory: P`; `Path: P` and then `SymlinkTo: T`, or `Lines: N` and N lines of content; `Mode: M`. In
/// content `NULLBYTE` is a zero byte, and `EOF` at the end of a line means that no line feed follows; a backslash before
/// either makes it the word itself.
enum TextArchive {
  /// Unpacks an archive below a folder of the tree; paths that lead out of it are left out.
  static func unpack(_ bytes: [UInt8], into tree: FixtureTree, at folder: String) {
    let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    var path = ""
    var index = 0
    while index < lines.count {
      let line = String(decoding: lines[index], as: UTF8.self)
      index += 1
      guard !line.hasPrefix("#") else { continue }
      if let name = value(line, "Directory: "), isInside(name) { tree.make("\(folder)/\(name)") }
      if let name = value(line, "Path: ") { path = isInside(name) ? "\(folder)/\(name)" : "" }
      if let target = value(line, "SymlinkTo: "), !path.isEmpty { tree.link(path, to: target) }
      guard let count = value(line, "Lines: ").flatMap({ Int($0) }), count >= 0,
        index + count <= lines.count
      else { continue }
      if !path.isEmpty { tree.write(path, lines[index..<(index + count)].flatMap(content)) }
      index += count
    }
  }

  private static func value(_ line: String, _ key: String) -> String? {
    line.hasPrefix(key) ? String(line.dropFirst(key.count)) : nil
  }

  private static func isInside(_ path: String) -> Bool {
    !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
  }

  private static let null = Array("NULLBYTE".utf8)
  private static let end = Array("EOF".utf8)

  /// The bytes that a line of content stands for.
  static func content(_ line: ArraySlice<UInt8>) -> [UInt8] {
    var rest = line
    var isLast = false
    if rest.suffix(3) == end[...], rest.dropLast(3).last != 0x5c {
      rest = rest.dropLast(3)
      isLast = true
    }
    var result: [UInt8] = []
    while let byte = rest.first {
      if rest.starts(with: null) {
        result.append(0)
        rest = rest.dropFirst(null.count)
      } else if byte == 0x5c, rest.dropFirst().starts(with: null) {
        result += null
        rest = rest.dropFirst(null.count + 1)
      } else if byte == 0x5c, rest.dropFirst() == end[...] {
        result += end
        rest = []
      } else {
        result.append(byte)
        rest = rest.dropFirst()
      }
    }
    return isLast ? result : result + [0x0a]
  }
}
