import Foundation

/// Other projects' inputs for parsers of pages, and what those make of them.
enum ExpositionSuite {
  static let folder: URL? = {
    let name = ProcessInfo.processInfo.environment["RINGSIDE_SUITES"]
    let beside = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../shared/suites").standardizedFileURL.path
    let folder = URL(filePath: name ?? beside).appending(path: "exposition")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  static func bytes(_ path: String) throws -> [UInt8] {
    guard let folder else { return [] }
    return [UInt8](try Data(contentsOf: folder.appending(path: path)))
  }

  static func objects(_ path: String) throws -> [[String: Any]] {
    let object = try JSONSerialization.jsonObject(with: Data(bytes(path)))
    return object as? [[String: Any]] ?? []
  }
}
