internal import Documents
internal import Metrics
internal import Presentation
internal import Rules

/// What the rules come to at a moment, for programs and people without a screen.
struct Judgement {
  /// Why nothing can be said about a rule.
  struct Unknown: Equatable {
    var rule: ByteString
    var reason: String
  }

  /// The alerts that fire, then those that are pending, the first rank first.
  let alerts: [AlertStatus]
  /// The rules of which nothing can be said, in the order of the files.
  let unknown: [Unknown]
  private let ruleCount: Int
  private let moment: Timestamp

  /// The judgement of a book of rules.
  ///
  /// - Parameters:
  ///   - book: the rules at the moment of the judgement.
  ///   - span: how long their alerts have been followed.
  init(_ book: RuleBookSnapshot, span: Duration) {
    moment = book.at
    let rules = book.rules.enumerated().filter { $0.element.kind == .alerting }
    ruleCount = rules.count
    let isSound = { (alert: AlertStatus) in alert.coverage >= 0.5 }
    alerts = book.alerts.filter { $0.state == .pending || ($0.state == .firing && isSound($0)) }
      .sorted { left, right in
        if left.state != right.state { return left.state == .firing }
        return (left.rank, left.name, left.labels) < (right.rank, right.name, right.labels)
      }
    let firing = Set(alerts.filter { $0.state == .firing }.map(\.rule))
    unknown = rules.compactMap { index, rule in
      guard !firing.contains(index), let reason = Judgement.doubt(rule, span) else { return nil }
      return Unknown(rule: rule.name, reason: reason)
    }
  }

  /// Why a rule that does not fire might have to; `nil` where it is certain that it need not.
  private static func doubt(_ rule: RuleStatus, _ span: Duration) -> String? {
    switch rule.health {
    case .unknown: return "not evaluated"
    case .error(let reason): return reason
    case .noData: return "none of its selectors has matched"
    case .ok: break
    }
    if rule.coverage < 1, let window = rule.window {
      let held = Duration.milliseconds(Int64(Double(window.milliseconds) * rule.coverage))
      let whole = Duration.seconds(held.milliseconds / 1000)
      return "\(PrometheusDuration.text(window)) window, \(PrometheusDuration.text(whole)) held"
    }
    guard rule.state == .pending, span < rule.hold else { return nil }
    return "must hold for \(PrometheusDuration.text(rule.hold)), "
      + "watched for \(PrometheusDuration.text(.seconds(span.milliseconds / 1000)))"
  }

  /// How many alerts fire.
  var firing: Int { alerts.count { $0.state == .firing } }

  /// How a command ends that was asked for it.
  var status: ExitStatus {
    if firing > 0 { return .bad }
    return unknown.isEmpty ? .fine : .unknown
  }

  /// `1 firing, 2 pending, 3 unknown, of 31 rules`.
  private var summary: String {
    let pending = alerts.count - firing
    return "\(firing) firing, \(pending) pending, \(unknown.count) unknown, of \(ruleCount) rules"
  }
}

// MARK: - For people

extension Judgement {
  /// A line an alert, a line a rule that is unknown, and what it comes to.
  var table: String {
    var rows = alerts.map(row)
    rows += unknown.map {
      ["unknown", "", DisplayText($0.rule, limit: 64).text, "", "", $0.reason]
    }
    if !rows.isEmpty { rows.insert(["STATE", "RANK", "ALERT", "SINCE", "VALUE", ""], at: 0) }
    let widths = (0..<5).map { column in rows.map { $0[column].unicodeScalars.count }.max() ?? 0 }
    var lines = rows.map { row in
      let cells = row.prefix(5).enumerated().map { index, cell in
        cell + String(repeating: " ", count: widths[index] - cell.unicodeScalars.count)
      }
      let line = (cells + [DisplayText(row[5]).text]).joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
    lines.append(summary)
    return lines.map { $0 + "\n" }.joined()
  }

  private func row(_ alert: AlertStatus) -> [String] {
    let since = alert.firedAt ?? alert.activeAt
    let own = alert.labels.filter { !["alertname", "severity"].contains($0.name.text) }
    let labels = own.map { "\(DisplayText($0.name).text)=\(DisplayText($0.value).text)" }
      .joined(separator: " ")
    let words = alert.annotations["summary"] ?? alert.annotations["description"] ?? ""
    let age = Duration.seconds((moment - since).milliseconds / 1000)
    return [
      alert.state.rawValue, "\(alert.rank.rawValue)", DisplayText(alert.name, limit: 64).text,
      PrometheusDuration.text(age), Presentation.Unit.count.text(alert.value),
      words.isEmpty ? labels : words.text,
    ]
  }
}

// MARK: - For programs

extension Judgement {
  /// The alerts as Prometheus's HTTP API has them, and the rules that could not be judged.
  var json: String {
    let alerts = alerts.map(object).joined(separator: ",")
    let unknown = unknown.map {
      "{\"rule\":\(JSONText.quoted($0.rule)),\"reason\":\(JSONText.quoted(ByteString($0.reason)))}"
    }.joined(separator: ",")
    return "{\"alerts\":[\(alerts)],\"unknown\":[\(unknown)],\"rules\":\(ruleCount)}\n"
  }

  private func object(_ alert: AlertStatus) -> String {
    let clock = LocalTime(alert.activeAt, in: .utc)
    return "{\"labels\":\(Judgement.object(alert.labels)),"
      + "\"annotations\":\(Judgement.object(alert.annotations)),"
      + "\"state\":\"\(alert.state.rawValue)\","
      + "\"activeAt\":\"\(clock.date)T\(clock.timeWithSeconds)Z\","
      + "\"value\":\(JSONText.quoted(ByteString(FloatText.shortest(alert.value))))}"
  }

  private static func object(_ labels: Labels) -> String {
    let pairs = labels.map { JSONText.quoted($0.name) + ":" + JSONText.quoted($0.value) }
    return "{" + pairs.joined(separator: ",") + "}"
  }
}
