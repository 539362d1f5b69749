internal import Documents
internal import Metrics

extension ConfigurationReader {
  /// The longest time that a hook may ask for.
  private static let longest = Duration.seconds(600)

  /// What is started when alerts fire.
  mutating func hooks(_ entry: Node.Entry?) -> [HookSettings] {
    var hooks: [HookSettings] = []
    for node in fields.list(entry) {
      guard let hook = hook(node) else { continue }
      if let first = hooks.first(where: { $0.name == hook.name }) {
        fields.refuse(
          hook.position,
          "hook '\(hook.name.text)' is repeated; the first stands at \(first.position); "
            + "expected another 'name'")
      }
      hooks.append(hook)
    }
    return hooks
  }

  private mutating func hook(_ node: Node) -> HookSettings? {
    let entries = section(node, "a hook", ConfigurationKeys.hook)
    guard let command = command(entries["command"], of: node) else { return nil }
    let file = command[0].bytes.split(separator: UInt8(ascii: "/")).last ?? []
    let name = entries["name"].flatMap { fields.text($0) } ?? ByteString(file)
    if name.isEmpty, let entry = entries["name"] { fields.wrong(entry, "a name") }
    var hook = HookSettings(name: name, command: command, position: node.position)
    hook.severities = entries["severities"].map { entry in
      fields.texts(entry).map { ByteString($0.text.text.lowercased()) }
    }
    if let entry = entries["severities"], hook.severities == [] {
      fields.wrong(entry, "one or more words of the label 'severity', or no such line")
    }
    hook.sendsResolved = fields.boolean(entries["send_resolved"]) ?? hook.sendsResolved
    if let limit = duration(entries["timeout"], .seconds(1), Self.longest) {
      hook.timeLimit = limit
    }
    if let interval = duration(entries["repeat_interval"], .seconds(60), nil) {
      hook.repeatInterval = interval
    }
    return hook
  }

  /// The program and its arguments; `nil` where they cannot be run.
  private mutating func command(_ entry: Node.Entry?, of node: Node) -> [ByteString]? {
    guard let entry else {
      if node.entries != nil {
        fields.refuse(
          node.position, "found a hook without 'command'; expected a program and its arguments")
      }
      return nil
    }
    let words = fields.texts(entry)
    guard let program = words.first, !program.text.isEmpty else {
      if entry.value.elements != nil || entry.value.isNull {
        fields.wrong(entry, "a program and its arguments, as '[/usr/local/bin/page, ops]'")
      }
      return nil
    }
    for word in words where word.text.bytes.contains(0) {
      fields.refuse(word.position, "found a byte 0 in 'command'; expected none")
    }
    return [ByteString(path(program.text))] + words.dropFirst().map(\.text)
  }

  private mutating func duration(
    _ entry: Node.Entry?, _ shortest: Duration, _ longest: Duration?
  ) -> Duration? {
    guard let entry, let duration = fields.duration(entry) else { return nil }
    guard duration >= shortest, longest.map({ duration <= $0 }) ?? true else {
      let least = "at least \(PrometheusDuration.text(shortest))"
      let most = longest.map { " and at most \(PrometheusDuration.text($0))" } ?? ""
      fields.wrong(entry, least + most)
      return nil
    }
    return duration
  }
}
