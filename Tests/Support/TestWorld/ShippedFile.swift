import Glibc

/// Files of this repository that ship with the program.
package enum ShippedFile {
  /// The content of a shipped dashboard.
  ///
  /// - Parameter name: its name, without the ending.
  /// - Returns: the bytes; none where there is no such file, which no reader takes for a dashboard.
  package static func dashboard(_ name: String) -> [UInt8] {
    let folders = #filePath.split(separator: "/").dropLast(4)
    let path = "/" + folders.joined(separator: "/") + "/dashboards/\(name).yaml"
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while true {
      let byte = getc(file)
      guard byte != EOF else { return bytes }
      bytes.append(UInt8(truncatingIfNeeded: byte))
    }
  }
}
