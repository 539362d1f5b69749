internal import Metrics

/// What the status line says about the machine.
struct HostFacts {
  let cores: PaneRequest
  let memory: PaneRequest
  let load: PaneRequest
  let boot: PaneRequest
  private let scene: Scene

  private static let pane = PaneID("facts")

  init(_ scene: Scene) {
    self.scene = scene
    let request = { (part: String, query: String) in
      scene.instant(HostFacts.pane, part, query)
    }
    cores = request(
      "cores", "count(\(scene.hostSelector("node_cpu_seconds_total", "mode=\"idle\"")))")
    memory = request("memory", scene.hostSelector("node_memory_MemTotal_bytes"))
    load = request("load", scene.hostSelector("node_load1"))
    boot = request("boot", scene.hostSelector("node_boot_time_seconds"))
  }

  var requests: [PaneRequest] { [cores, memory, load, boot] }

  /// The host's name first, then what can be dropped.
  func lines(_ reading: AnswerReading) -> [TextLine] {
    let situation = scene.situation
    var lines =
      situation.recording.map { RecordingWords(facts: $0, zone: situation.zone).status }
      ?? [TextLine(DisplayText(situation.host, limit: 64), .strong)]
    guard scene.situation.hasHost else { return lines }
    if let boot = reading.number(boot) {
      lines.append(fact("up", Age.text(seconds: scene.moment.seconds - boot)))
    }
    if let cores = reading.number(cores) {
      lines.append(TextLine(DisplayText("\(Int(cores)) \(cores == 1 ? "core" : "cores")")))
    }
    if let memory = reading.number(memory) {
      lines.append(TextLine(DisplayText(Unit.bytes.text(memory))))
    }
    if let load = reading.number(load) { lines.append(fact("load", NumberText.fixed(load, 1))) }
    return lines
  }

  private func fact(_ name: String, _ value: String) -> TextLine {
    TextLine([TextPiece(DisplayText(name + " "), .muted), TextPiece(DisplayText(value))])
  }
}
