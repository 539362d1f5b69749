internal import Metrics
internal import PromQL

/// What the kernel's log told of.
extension HistoryReading {
  /// Faults that follow each other more closely are one.
  private static let burst = 300.0

  /// Every fault of which the kernel's log told, of a burst the first.
  var faults: [HistoryEvent] {
    reading.matrix(queries.faults).flatMap { series in
      var last = -Double.infinity
      var events: [HistoryEvent] = []
      for seconds in Set(series.values).sorted() where seconds - last >= HistoryReading.burst {
        last = seconds
        events += fault(series.labels, at: seconds).map { [$0] } ?? []
      }
      return events
    }
  }

  private func fault(_ labels: Labels, at seconds: Double) -> HistoryEvent? {
    guard let time = Timestamp(seconds: seconds), let kind = labels["kind"],
      let (text, place) = words(kind, DisplayText(labels["subject"] ?? "", limit: 48))
    else { return nil }
    return HistoryEvent(kind: .restart, time: time, subject: "", text: text, place: place)
  }

  private func words(_ kind: ByteString, _ name: DisplayText) -> (DisplayText, Place)? {
    switch kind {
    case "oom_kill": (DisplayText("oom-kill ") + name, .resource(.memory))
    case "io_error": (DisplayText("I/O error on ") + name, .resource(.disk))
    case "file_system_error": (DisplayText("file system error on ") + name, .resource(.disk))
    case "segfault": (name + " segfault", .view(.processes))
    case "hung_task": (name + " hung", .view(.processes))
    case "lockup":
      (name.isEmpty ? "CPU lockup" : DisplayText("CPU lockup in ") + name, .resource(.cpu))
    case "link_down": (name + " link down", .resource(.network))
    case "hardware_error": ("hardware error", .view(.host))
    default: nil
    }
  }

  /// Kills by the kernel, each told once: a group's counter knows the group, the log the process, the machine's counter
  /// neither.
  func killEvents(_ counted: [HistoryEvent], _ groups: [HistoryEvent], _ logged: [HistoryEvent])
    -> [HistoryEvent]
  {
    let isNear = { (one: HistoryEvent, other: HistoryEvent) in
      abs((one.time - other.time).inSeconds) <= near
    }
    var left = logged
    let named = groups.map { group -> HistoryEvent in
      let same = left.filter { isNear($0, group) }
      left.removeAll { isNear($0, group) }
      guard same.count == 1, group.text == "oom-kill" else { return group }
      var group = group
      group.text = same[0].text
      return group
    }
    let known = named + left
    return known + counted.filter { kill in !known.contains { isNear($0, kill) } }
  }
}
