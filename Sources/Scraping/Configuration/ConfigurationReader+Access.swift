internal import Documents
internal import Metrics

extension ConfigurationReader {
  /// How the targets of a job are asked.
  mutating func access(_ entries: [ByteString: Node.Entry]) -> TargetAccess {
    var access = TargetAccess()
    access.credentials = credentials(entries)
    if let tls = entries["tls_config"] { access.tls = self.tls(tls) }
    access.compresses = fields.boolean(entries["enable_compression"]) ?? true
    access.followsRedirects = fields.boolean(entries["follow_redirects"]) ?? true
    access.usesHTTP2 = fields.boolean(entries["enable_http2"]) ?? true
    access.headers = headers(entries["http_headers"])
    return access
  }

  /// Who asks; at most one way may be written.
  private mutating func credentials(_ entries: [ByteString: Node.Entry]) -> Credentials? {
    let keys: [ByteString] = [
      "basic_auth", "authorization", "bearer_token", "bearer_token_file", "oauth2",
    ]
    let written = keys.compactMap { entries[$0] }.filter { !$0.value.isNull }
      .sorted { $0.position < $1.position }
    if written.count > 1 {
      let names = written.map { "'\($0.key.text)'" }.joined(separator: " and ")
      fields.refuse(written[1].position, "found \(names); expected one of them")
    }
    guard let first = written.first else { return nil }
    switch first.key {
    case "basic_auth": return basic(first)
    case "authorization": return authorization(first)
    case "bearer_token":
      return fields.text(first).map { .token(type: "Bearer", .text($0)) }
    case "bearer_token_file":
      return fields.text(first).map { .token(type: "Bearer", .file(path($0))) }
    default: return nil
    }
  }

  private mutating func basic(_ entry: Node.Entry) -> Credentials? {
    let entries = section(entry.value, "'basic_auth'", ConfigurationKeys.basic)
    let name = secret("username", "username_file", entries)
    let password = secret("password", "password_file", entries)
    return .basic(name: name ?? .text(""), password: password ?? .text(""))
  }

  private mutating func authorization(_ entry: Node.Entry) -> Credentials? {
    let entries = section(entry.value, "'authorization'", ConfigurationKeys.authorization)
    let type = fields.text(entries["type"]) ?? "Bearer"
    if let written = entries["type"], type.text.lowercased() == "basic" {
      fields.wrong(written, "another type, as 'basic_auth' is a key of its own")
    }
    guard let credentials = secret("credentials", "credentials_file", entries) else {
      if obstacle == nil {
        fields.refuse(
          entry.position,
          "'authorization' has no credentials; expected 'credentials' or 'credentials_file'")
      }
      return nil
    }
    return .token(type: type.isEmpty ? "Bearer" : type, credentials)
  }

  /// A text of its own or in a file, not both.
  private mutating func secret(
    _ key: ByteString, _ fileKey: ByteString, _ entries: [ByteString: Node.Entry]
  ) -> Secret? {
    let text = fields.text(entries[key])
    guard let file = fields.text(entries[fileKey]), !file.isEmpty else {
      return text.map { .text($0) }
    }
    if text != nil, let entry = entries[fileKey] {
      fields.refuse(
        entry.position, "found '\(key.text)' and '\(fileKey.text)'; expected one of them")
    }
    return .file(path(file))
  }

  private mutating func tls(_ entry: Node.Entry) -> TLSSettings {
    let entries = section(entry.value, "'tls_config'", ConfigurationKeys.tls)
    var tls = TLSSettings()
    tls.authoritiesFile = filePath(entries["ca_file"])
    tls.certificateFile = filePath(entries["cert_file"])
    tls.keyFile = filePath(entries["key_file"])
    if (tls.certificateFile == nil) != (tls.keyFile == nil), obstacle == nil {
      fields.refuse(
        entry.position, "found one of 'cert_file' and 'key_file'; expected both or none")
    }
    tls.serverName = fields.text(entries["server_name"]).flatMap { $0.isEmpty ? nil : $0 }
    tls.skipsVerification = fields.boolean(entries["insecure_skip_verify"]) ?? false
    tls.oldest = version(entries["min_version"])
    tls.newest = version(entries["max_version"])
    return tls
  }

  private mutating func filePath(_ entry: Node.Entry?) -> String? {
    fields.text(entry).flatMap { $0.isEmpty ? nil : path($0) }
  }

  private mutating func version(_ entry: Node.Entry?) -> TLSSettings.Version? {
    guard let entry, let text = fields.text(entry) else { return nil }
    if let version = TLSSettings.Version(rawValue: text.text) { return version }
    fields.wrong(entry, "'TLS10', 'TLS11', 'TLS12' or 'TLS13'")
    return nil
  }

  private mutating func headers(_ entry: Node.Entry?) -> [HeaderField] {
    guard let entry, !entry.value.isNull else { return [] }
    guard let names = entry.value.entries else {
      fields.wrong(entry, "a mapping of names to 'values', 'secrets' or 'files'")
      return []
    }
    return names.flatMap { header($0) }
  }

  private mutating func header(_ entry: Node.Entry) -> [HeaderField] {
    let ours: [String] = [
      "accept", "accept-encoding", "authorization", "content-encoding", "content-length",
      "content-type", "connection", "host", "user-agent", "x-prometheus-scrape-timeout-seconds",
    ]
    if ours.contains(entry.key.text.lowercased()) || !HeaderText.isName(entry.key) {
      fields.refuse(
        entry.position,
        "found '\(entry.key.text)' in 'http_headers'; expected the name of a header field that "
          + "is free")
    }
    let entries = section(entry.value, "a header field", ConfigurationKeys.header)
    var values: [HeaderField] = []
    for (text, position) in fields.texts(entries["values"]) {
      if !HeaderText.isValue(text) {
        fields.refuse(position, "found a line end in a header field; expected one line")
      }
      values.append(HeaderField(name: entry.key, value: .text(text), isSecret: false))
    }
    for (text, position) in fields.texts(entries["secrets"]) {
      if !HeaderText.isValue(text) {
        fields.refuse(position, "found a line end in a header field; expected one line")
      }
      values.append(HeaderField(name: entry.key, value: .text(text), isSecret: true))
    }
    for (text, _) in fields.texts(entries["files"]) {
      values.append(HeaderField(name: entry.key, value: .file(path(text)), isSecret: true))
    }
    return values
  }
}
