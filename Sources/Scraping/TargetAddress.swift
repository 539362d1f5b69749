/// The parts of an endpoint's address.
struct TargetAddress {
  /// The address without user name and password.
  var shown: String
  /// The address to ask.
  var requested: String
  /// Host and port as written.
  var authority: String
  /// Whether there is a user name or a password.
  var hasCredentials: Bool

  /// The parts of `text`.
  init(_ text: String) throws(ScrapeTargetError) {
    let error = { (reason: String) in
      ScrapeTargetError(address: TargetAddress.withoutCredentials(text), reason: reason)
    }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw error("a byte that is not printable ASCII; expected an address such as host:9100")
    }
    let (scheme, rest) = TargetAddress.split(text)
    guard scheme == "http" || scheme == "https" else {
      throw error("unknown scheme '\(scheme)'; expected 'http' or 'https'")
    }
    let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    let full = rest[..<end]
    let at = full.lastIndex(of: "@")
    authority = String(at.map { full[full.index(after: $0)...] } ?? full)
    hasCredentials = at != nil
    guard TargetAddress.isAuthority(authority) else {
      throw error("no host and port '\(authority)'; expected host:port, such as host:9100")
    }
    let path = String(rest[end...].prefix { $0 != "#" })
    let suffix = path.isEmpty ? "/metrics" : path.hasPrefix("?") ? "/metrics" + path : path
    shown = "\(scheme)://\(authority)\(suffix)"
    requested = "\(scheme)://\(full)\(suffix)"
  }

  private static func split(_ text: String) -> (scheme: String, rest: Substring) {
    guard let mark = text.firstRange(of: "://") else { return ("http", text[...]) }
    return (text[..<mark.lowerBound].lowercased(), text[mark.upperBound...])
  }

  private static func withoutCredentials(_ text: String) -> String {
    let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
    let end = text[start...].firstIndex { "/?#".contains($0) } ?? text.endIndex
    guard let at = text[start..<end].lastIndex(of: "@") else { return text }
    return String(text[..<start]) + "…" + text[at...]
  }

  /// Whether `text` is a host name, an IPv4 address or an IPv6 address in brackets, with or without a port.
  private static func isAuthority(_ text: String) -> Bool {
    var rest = text[...]
    if rest.hasPrefix("[") {
      guard let close = rest.firstIndex(of: "]"), rest.startIndex < close else { return false }
      let inside = rest[rest.index(after: rest.startIndex)..<close]
      guard inside.contains(":"), inside.allSatisfy({ $0.isHexDigit || ":.%".contains($0) })
      else { return false }
      rest = rest[rest.index(after: close)...]
    } else {
      let host = rest.prefix { $0.isLetter || $0.isNumber || ".-_".contains($0) }
      guard !host.isEmpty else { return false }
      rest = rest.dropFirst(host.count)
    }
    if rest.isEmpty { return true }
    guard rest.hasPrefix(":"), rest.dropFirst().allSatisfy(\.isNumber),
      let port = Int(rest.dropFirst())
    else { return false }
    return (1...65535).contains(port)
  }
}
