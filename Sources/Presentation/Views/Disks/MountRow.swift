internal import Metrics
internal import PromQL

/// A mounted file system at one moment.
struct MountRow {
  var mount: MountKey
  var type: ByteString = ""
  /// Why it was not asked, or did not answer; empty where it did.
  var failure: ByteString = ""
  var size: Double?
  var available: Double?
  var files: Double?
  var filesFree: Double?
  var isReadOnly = false
  var fill = FillTime()

  var used: Double? { size.flatMap { size in available.map { size - $0 } } }

  /// The share of the bytes that is used; `nil` where there are none.
  var usedShare: Double? { size.flatMap { $0 > 0 ? (used ?? 0) / $0 : nil } }

  /// The share of the inodes that is used; `nil` where the file system has no fixed number.
  var inodeShare: Double? {
    guard let files, let filesFree, files > 0 else { return nil }
    return (files - filesFree) / files
  }

  /// Bytes by which what is used grew each second of the short time.
  var growth: Double? { fill.shortSlope.map { -$0 } }
}

/// The queries of the mounts, one a family, and their join.
struct MountQueries {
  let scene: Scene

  private static let pane = PaneID("mounts")

  private func request(_ part: String, _ query: String) -> PaneRequest {
    scene.instant(MountQueries.pane, part, query)
  }

  private func metric(_ part: String) -> PaneRequest {
    request(part, scene.hostSelector("node_filesystem_" + part))
  }

  private func slope(_ part: String, _ range: Duration) -> PaneRequest {
    let selector = scene.hostSelector("node_filesystem_avail_bytes")
    return request(part, "deriv(\(selector)[\(PrometheusDuration.text(range))])")
  }

  /// How much history there is before the moment that is shown.
  private var held: Duration {
    scene.situation.oldest.map { scene.moment - $0 } ?? .zero
  }

  /// The short time: ten minutes, with less history a part of it that differs from the long time; `nil` below two minutes.
  var shortRange: Duration? {
    if held >= .seconds(1800) { return .seconds(600) }
    if held >= .seconds(600) { return .seconds(180) }
    return held >= .seconds(120) ? .seconds(60) : nil
  }

  /// The long time.
  static let longRange = Duration.seconds(3600)

  private var slopes: (short: PaneRequest, long: PaneRequest)? {
    shortRange.map { (slope("short", $0), slope("long", MountQueries.longRange)) }
  }

  private static let parts = [
    "device_error", "size_bytes", "avail_bytes", "files", "files_free", "readonly",
  ]

  var requests: [PaneRequest] {
    MountQueries.parts.map(metric) + (slopes.map { [$0.short, $0.long] } ?? [])
  }

  /// One row a mount, by mount point.
  func rows(_ reading: AnswerReading) -> [MountRow] {
    var rows: [MountKey: MountRow] = [:]
    let join = { (request: PaneRequest, set: (inout MountRow, VectorSample) -> Void) in
      for sample in reading.vector(request) {
        let key = MountKey(
          mountPoint: sample.labels["mountpoint"] ?? "", device: sample.labels["device"] ?? "")
        set(&rows[key, default: MountRow(mount: key)], sample)
      }
    }
    join(metric("device_error")) { row, sample in
      row.type = sample.labels["fstype"] ?? ""
      if sample.value != 0 { row.failure = sample.labels["device_error"] ?? "no answer" }
    }
    join(metric("size_bytes")) { $0.size = $1.value }
    join(metric("avail_bytes")) { $0.available = $1.value }
    join(metric("files")) { $0.files = $1.value }
    join(metric("files_free")) { $0.filesFree = $1.value }
    join(metric("readonly")) { $0.isReadOnly = $1.value != 0 }
    if let slopes {
      join(slopes.short) { $0.fill.shortSlope = $1.value }
      join(slopes.long) { $0.fill.longSlope = $1.value }
    }
    return rows.values.map { row in
      var row = row
      row.fill.available = row.available
      return row
    }.sorted { $0.mount.row < $1.mount.row }
  }
}
