internal import Metrics
internal import PromQL

/// Joins the answers of process queries to rows, one a process.
///
/// From tick to tick mostly the values change: where the series are those of the frame before, in their order, every
/// sample goes where the one before it went, and what labels say is not read again.
final class ProcessJoin {
  /// The queries whose answers are joined.
  enum Part: Int, CaseIterable {
    case memory, cpu, io, state, info, start, limits, threads
  }

  /// Where a sample goes.
  private struct Place {
    var row: Int
    /// Of the two directions of I/O, whether it is the reading.
    var isReading = false
  }

  private struct Identity: Hashable {
    var pid: ByteString?
    var comm: ByteString
  }

  private var labels: [[Labels]] = []
  private var places: [[Place]] = []
  /// The rows without values.
  private var rows: [ProcessRow] = []

  /// One row a process and a rest, in no order that means anything.
  func rows(_ vector: (Part) -> [VectorSample]) -> [ProcessRow] {
    let vectors = Part.allCases.map(vector)
    if !isKnown(vectors) { learn(vectors) }
    var rows = self.rows
    for part in Part.allCases {
      for (sample, place) in zip(vectors[part.rawValue], places[part.rawValue]) {
        ProcessJoin.set(sample.value, part, place, in: &rows)
      }
    }
    return rows
  }

  private func isKnown(_ vectors: [[VectorSample]]) -> Bool {
    labels.count == vectors.count
      && zip(labels, vectors).allSatisfy { known, vector in
        known.count == vector.count && zip(known, vector).allSatisfy { $0 == $1.labels }
      }
  }

  private func learn(_ vectors: [[VectorSample]]) {
    labels = vectors.map { $0.map(\.labels) }
    rows = []
    var numbers: [Identity: Int] = [:]
    places = labels.map { part in
      part.map { labels in
        let identity = Identity(
          pid: labels[ProcessJoin.pid], comm: labels[ProcessJoin.comm] ?? ByteString())
        let number = numbers[identity] ?? rows.count
        if number == rows.count {
          numbers[identity] = number
          rows.append(ProcessRow(pid: identity.pid, comm: identity.comm))
        }
        return Place(row: number, isReading: labels[ProcessJoin.direction] == "read")
      }
    }
    for (labels, place) in zip(labels[Part.info.rawValue], places[Part.info.rawValue]) {
      rows[place.row].describe(labels)
    }
    for index in rows.indices { rows[index].keepKey() }
  }

  private static func set(
    _ value: Double, _ part: Part, _ place: Place, in rows: inout [ProcessRow]
  ) {
    switch part {
    case .memory: rows[place.row].residentBytes = value
    case .cpu: rows[place.row].cores = value
    case .io where place.isReading: rows[place.row].readBytes = value
    case .io: rows[place.row].writtenBytes = value
    case .state: rows[place.row].state = value
    case .info: break
    case .start where rows[place.row].startSeconds == nil: rows[place.row].startSeconds = value
    case .start: break
    case .limits: rows[place.row].limitCores = value
    case .threads: rows[place.row].threads = value
    }
  }

  private static let pid: ByteString = "pid"
  private static let comm: ByteString = "comm"
  private static let direction: ByteString = "direction"
}

extension ProcessRow {
  /// Takes over what the labels of `process_info` say.
  fileprivate mutating func describe(_ labels: Labels) {
    user = labels[ProcessRow.user]
    controlGroup = labels[ProcessRow.cgroup]
    commandLine = labels[ProcessRow.cmdline]
    parentPID = labels[ProcessRow.parent]
    start = labels[ProcessRow.creation]
    startSeconds = start.flatMap { Double($0.text) }
  }

  private static let user: ByteString = "user"
  private static let cgroup: ByteString = "cgroup"
  private static let cmdline: ByteString = "cmdline"
  private static let parent: ByteString = "parent_pid"
  private static let creation: ByteString = "creation_time"
}
