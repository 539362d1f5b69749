internal import Documents
internal import Metrics
internal import Rules

/// What a letter in the inbox asks the writer of a ring for.
enum InboxCommand: Equatable {
  /// Leave a mark; without a moment, now.
  case mark(text: ByteString, at: Timestamp?, labels: Labels)
  /// Take on these alerts.
  case acknowledge([Labels])
  /// Give these alerts back.
  case unacknowledge([Labels])
  /// Tell nobody of the alerts that it matches; who asks is not in the letter.
  case silence(Silence)
  /// Tell of what these matchers match again.
  case endSilence([LabelMatcher])

  /// What is wrong with a letter, in words.
  struct Problem: Error, Equatable {
    var message: String
  }

  /// The longest text of a mark, in bytes.
  static let longestText = 1024
  /// The longest text of a silence's matchers, in bytes.
  private static let longestMatchers = 4096
  /// The most labels that a mark may have of its own.
  private static let mostLabels = 16
  /// The most alerts that one letter may name.
  private static let mostAlerts = 1024

  /// Why a name may not be a label of a mark; `nil` where it may.
  static func objection(to name: ByteString) -> String? {
    let isFirst = { (byte: UInt8) in
      byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    let isNext = { (byte: UInt8) in
      isFirst(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    let bytes = Array(name.text.utf8)
    guard let first = bytes.first, isFirst(first), bytes.allSatisfy(isNext), bytes.count <= 64
    else { return "is no name of a label" }
    guard !bytes.starts(with: Array("__".utf8)),
      !["job", "instance", "text", "user"].contains(name.text)
    else { return "is a label that ringside sets" }
    return nil
  }
}

// MARK: - As a letter

extension InboxCommand {
  /// The letter.
  var json: [UInt8] {
    switch self {
    case .mark(let text, let moment, let labels):
      var fields = ["\"mark\":\(JSONText.quoted(text))"]
      if let moment { fields.append("\"at\":\(JSONText.seconds(moment.milliseconds))") }
      if !labels.isEmpty { fields.append("\"labels\":\(InboxCommand.object(labels))") }
      return Array("{\(fields.joined(separator: ","))}\n".utf8)
    case .acknowledge(let alerts): return InboxCommand.letter("acknowledge", alerts)
    case .unacknowledge(let alerts): return InboxCommand.letter("unacknowledge", alerts)
    case .silence(let silence):
      let span = [("from", silence.from), ("until", silence.until)].map { name, moment in
        ",\"\(name)\":\(JSONText.seconds(moment.milliseconds))"
      }
      return Array("{\"silence\":\(JSONText.quoted(silence.text))\(span.joined())}\n".utf8)
    case .endSilence(let matchers):
      return Array("{\"unsilence\":\(JSONText.quoted(matchers.silenceText))}\n".utf8)
    }
  }

  private static func letter(_ word: String, _ alerts: [Labels]) -> [UInt8] {
    Array("{\"\(word)\":[\(alerts.map(object).joined(separator: ","))]}\n".utf8)
  }

  private static func object(_ labels: Labels) -> String {
    let pairs = labels.map { "\(JSONText.quoted($0.name)):\(JSONText.quoted($0.value))" }
    return "{\(pairs.joined(separator: ","))}"
  }

  /// What a letter asks for.
  static func parse(_ bytes: [UInt8]) -> Result<InboxCommand, Problem> {
    let root: Node
    do throws(DocumentError) {
      root = try JSON.read(bytes).root
    } catch {
      return .failure(Problem(message: error.description))
    }
    guard let entries = root.entries, let kind = entries.first(where: { known($0.key) }) else {
      return .failure(
        Problem(message: "no command; expected one of \(words.joined(separator: ", "))"))
    }
    return Result { () throws(Problem) in
      switch kind.key.text {
      case "mark": try mark(root, kind.value)
      case "acknowledge": .acknowledge(try alerts(kind.value))
      case "silence": try silence(root, kind.value)
      case "unsilence": .endSilence(try matchers(kind.value))
      default: .unacknowledge(try alerts(kind.value))
      }
    }
  }

  private static let words = ["mark", "acknowledge", "unacknowledge", "silence", "unsilence"]

  private static func known(_ key: ByteString) -> Bool { words.contains(key.text) }

  private static func silence(_ root: Node, _ value: Node) throws(Problem) -> InboxCommand {
    let matchers = try matchers(value)
    guard let from = try moment(root, "from"), let until = try moment(root, "until"), from < until
    else { throw Problem(message: "'silence': expected 'from' and a later 'until'") }
    return .silence(Silence(matchers: matchers, from: from, until: until, by: ""))
  }

  private static func matchers(_ node: Node) throws(Problem) -> [LabelMatcher] {
    guard let text = node.scalar?.text, !node.isNull, text.count <= longestMatchers else {
      throw Problem(message: "expected matchers of at most \(longestMatchers) bytes")
    }
    do throws(SilenceError) {
      return try Silence.matchers(text)
    } catch {
      throw Problem(message: error.message)
    }
  }

  /// A moment of a letter in seconds since the epoch; `nil` where it names none.
  private static func moment(_ root: Node, _ name: ByteString) throws(Problem) -> Timestamp? {
    guard let node = root[name] else { return nil }
    guard let seconds = node.scalar.flatMap({ Double($0.text.text) }), abs(seconds) < 1e11 else {
      throw Problem(message: "'\(name.text)': expected seconds since the epoch")
    }
    return Timestamp(seconds: seconds)
  }

  private static func mark(_ root: Node, _ value: Node) throws(Problem) -> InboxCommand {
    guard let text = value.scalar?.text, !value.isNull, !text.isEmpty,
      text.count <= longestText
    else { throw Problem(message: "'mark': expected a text of at most \(longestText) bytes") }
    let moment = try moment(root, "at")
    var labels = Labels()
    if let node = root["labels"] { labels = try self.labels(node) }
    for label in labels {
      if let objection = objection(to: label.name) {
        throw Problem(message: "'\(label.name.text)' \(objection)")
      }
    }
    guard labels.count <= mostLabels else {
      throw Problem(message: "'labels': expected at most \(mostLabels)")
    }
    return .mark(text: text, at: moment, labels: labels)
  }

  private static func alerts(_ node: Node) throws(Problem) -> [Labels] {
    guard let elements = node.elements, !elements.isEmpty, elements.count <= mostAlerts else {
      throw Problem(message: "expected a list of the labels of alerts")
    }
    var alerts: [Labels] = []
    for element in elements { alerts.append(try self.labels(element)) }
    return alerts
  }

  private static func labels(_ node: Node) throws(Problem) -> Labels {
    guard let entries = node.entries else { throw Problem(message: "expected labels") }
    var pairs: [(name: ByteString, value: ByteString)] = []
    for entry in entries {
      guard let value = entry.value.scalar?.text else {
        throw Problem(message: "'\(entry.key.text)': expected a text")
      }
      pairs.append((entry.key, value))
    }
    return Labels(pairs)
  }
}
