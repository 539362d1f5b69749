import Foundation
import Metrics
import Rules
import Testing

@testable import Notifications

struct AlertDocumentTests {
  /// 14 November 2023, 22:13:20 UTC.
  private static let start = Timestamp(milliseconds: 1_700_000_000_000)

  private static func alert(_ instance: ByteString) -> AlertStatus {
    var alert = AlertStatus(
      name: "Hot",
      labels: [
        "alertname": "Hot", "severity": "critical", "job": "node", "instance": instance,
      ], state: .firing, activeAt: start - .seconds(60))
    alert.firedAt = start
    alert.annotations = [
      "summary": ByteString("\(instance) is hot"), "runbook": "see above",
    ]
    return alert
  }

  private static func document(_ alerts: [AlertStatus]) -> String {
    AlertDocument(
      receiver: "page", group: ["alertname": "Hot", "job": "node"], alerts: alerts,
      externalLabels: ["monitor": "ringside", "job": "not this"]
    ).json
  }

  @Test func `a document is Alertmanager's, to the byte`() {
    var over = Self.alert("b")
    over.state = .resolved
    over.resolvedAt = Self.start + .milliseconds(1250)
    let expected =
      #"{"version":"4","groupKey":"{}:{alertname=\"Hot\", job=\"node\"}","truncatedAlerts":0,"#
      + #""status":"firing","receiver":"page","groupLabels":{"alertname":"Hot","job":"node"},"#
      + #""commonLabels":{"alertname":"Hot","job":"node","monitor":"ringside","#
      + #""severity":"critical"},"commonAnnotations":{"runbook":"see above"},"externalURL":"","#
      + #""alerts":[{"status":"firing","labels":{"alertname":"Hot","instance":"a","job":"node","#
      + #""monitor":"ringside","severity":"critical"},"annotations":{"runbook":"see above","#
      + #""summary":"a is hot"},"startsAt":"2023-11-14T22:13:20Z","#
      + #""endsAt":"0001-01-01T00:00:00Z","generatorURL":"","fingerprint":"edff7f7aa55c25eb"},"#
      + #"{"status":"resolved","labels":{"alertname":"Hot","instance":"b","job":"node","#
      + #""monitor":"ringside","severity":"critical"},"annotations":{"runbook":"see above","#
      + #""summary":"b is hot"},"startsAt":"2023-11-14T22:13:20Z","#
      + #""endsAt":"2023-11-14T22:13:21.25Z","generatorURL":"","fingerprint":"b951545207b40ba0"}]}"#
      + "\n"
    #expect(Self.document([Self.alert("a"), over]) == expected)
  }

  @Test func `it is over when all of it is over`() throws {
    var over = Self.alert("a")
    over.state = .resolved
    over.resolvedAt = Self.start
    let document = try Self.object(Self.document([over]))
    #expect(document["status"] as? String == "resolved")
  }

  @Test func `of more than a hundred alerts it says how many are left out`() throws {
    let alerts = (0..<103).map { Self.alert(ByteString("\($0)")) }
    let document = try Self.object(Self.document(alerts))
    #expect(document["truncatedAlerts"] as? Int == 3)
    #expect((document["alerts"] as? [Any])?.count == 100)
  }

  private static func object(_ text: String) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private static let hostile: [(bytes: [UInt8], read: String)] = [
    (Array("two\nlines\r\u{0}".utf8), "two\nlines\r\u{0}"),
    (Array("\u{1b}]52;c;eA==\u{07}\u{9b}31m\u{7f}".utf8), "\u{1b}]52;c;eA==\u{07}\u{9b}31m\u{7f}"),
    ([0x61, 0xff, 0xc3, 0x28], "a\u{fffd}\u{fffd}("),
    (Array("\"},{\"status\":\"x\\".utf8), "\"},{\"status\":\"x\\"),
    (Array("\u{202e}\u{2028}\u{1f980}".utf8), "\u{202e}\u{2028}\u{1f980}"),
  ]

  @Test(arguments: hostile)
  func `whatever a label says, the document is one line of JSON`(bytes: [UInt8], read: String)
    throws
  {
    var alert = Self.alert(ByteString(bytes))
    alert.annotations = ["summary": ByteString(bytes)]
    let text = Self.document([alert])
    #expect(text.utf8.filter { $0 < 0x20 || $0 == 0x7f } == [0x0a] && text.hasSuffix("\n"))
    let alerts = try #require(try Self.object(text)["alerts"] as? [[String: Any]])
    #expect((alerts[0]["labels"] as? [String: String])?["instance"] == read)
    #expect((alerts[0]["annotations"] as? [String: String])?["summary"] == read)
  }
}
