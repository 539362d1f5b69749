internal import Metrics

/// The distribution's names and version, `os`.
enum OperatingSystemReader {
  private static let keys = [
    "build_id", "id", "id_like", "image_id", "image_version", "name", "pretty_name", "variant",
    "variant_id", "version", "version_codename", "version_id",
  ]

  static func release(_ paths: HostPaths) -> ReadPart {
    let info = Family.gauge(
      "node_os_info",
      "A metric with a constant '1' value labeled by build_id, id, id_like, image_id, image_version, name, pretty_name, variant, variant_id, version, version_codename, version_id."
    )
    let number = Family.gauge(
      "node_os_version", "Metric containing the major.minor part of the OS version.")
    return ReadPart { writer in
      let files = ["/etc/os-release", "/usr/lib/os-release"].lazy.compactMap {
        Tree.bytes(paths.root($0))
      }
      guard let bytes = files.first else { return writer.fail() }
      let known = assignments(bytes)
      writer.put(info, keys.map { ($0, known[$0.uppercased()] ?? "") }, 1)
      let identity = ["id", "id_like", "name"].map { ($0, known[$0.uppercased()] ?? "") }
      writer.put(number, identity, version(known["VERSION_ID"] ?? ""))
    }
  }

  /// The first two numbers of a version as a decimal fraction; `nil` where there is none.
  static func version(_ text: String) -> Double? {
    let head = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let parts = head.split(separator: ".").prefix(2)
    return parts.isEmpty ? nil : Double(parts.joined(separator: "."))
  }

  /// Lines such as `NAME="Debian GNU/Linux"`, quotes and backslashes resolved.
  static func assignments(_ bytes: [UInt8]) -> [String: String] {
    var result: [String: String] = [:]
    for line in bytes.split(separator: 0x0a) where line.first != 0x23 {
      let parts = line.split(separator: 0x3d, maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      result[Tree.trimmed(Array(parts[0]))] = unquoted(Tree.trimmed(Array(parts[1])))
    }
    return result
  }

  private static func unquoted(_ text: String) -> String {
    guard let quote = text.first, quote == "\"" || quote == "'", text.count > 1, text.last == quote
    else {
      return text
    }
    let inner = text.dropFirst().dropLast()
    guard quote == "\"" else { return String(inner) }
    var result = ""
    var isEscaped = false
    for character in inner {
      if character == "\\", !isEscaped {
        isEscaped = true
      } else {
        result.append(character)
        isEscaped = false
      }
    }
    return result
  }
}
