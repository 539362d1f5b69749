import Foundation

/// The conformance suites beside the project, where they are.
enum Suites {
  /// The folder that `RINGSIDE_SUITES` names, else `../shared/suites` from the project's root; `nil` where it is absent.
  static let folder: URL? = {
    let root = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let named = ProcessInfo.processInfo.environment["RINGSIDE_SUITES"].map { URL(filePath: $0) }
    let folder = named ?? root.appending(path: "../shared/suites")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  static func bytes(_ path: String) throws -> [UInt8] {
    guard let folder else { return [] }
    return Array(try Data(contentsOf: folder.appending(path: path)))
  }

  static func json(_ path: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(try bytes(path)))
  }
}
