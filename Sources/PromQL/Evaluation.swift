public import Metrics

/// What an expression is worth, at one moment or over a range of steps.
public enum Value: Sendable, Equatable {
  /// One number that belongs to no series.
  case scalar(Double, at: Timestamp)
  /// A text.
  case string(ByteString, at: Timestamp)
  /// One sample a series, all at the same moment, in the order of evaluation (`sort` and `topk` decide it).
  case vector([VectorSample])
  /// Several points a series, sorted by labels.
  case matrix([SeriesResult])

  /// The name that the HTTP API gives the kind of value: `scalar`, `string`, `vector` or `matrix`.
  public var typeName: String {
    switch self {
    case .scalar: "scalar"
    case .string: "string"
    case .vector: "vector"
    case .matrix: "matrix"
    }
  }

  /// Equality by bits, so that two results with the same NaN are equal.
  public static func == (left: Value, right: Value) -> Bool {
    switch (left, right) {
    case (.scalar(let a, let s), .scalar(let b, let t)): a.bitPattern == b.bitPattern && s == t
    case (.string(let a, let s), .string(let b, let t)): a == b && s == t
    case (.vector(let a), .vector(let b)): a == b
    case (.matrix(let a), .matrix(let b)): a == b
    case (.scalar, _), (.string, _), (.vector, _), (.matrix, _): false
    }
  }
}

/// One series of an instant vector.
public struct VectorSample: Sendable, Equatable {
  /// The identity; without a name where the expression computed the value.
  public var labels: Labels
  /// The value.
  public var value: Double
  /// The moment that was asked for, or for a bare selector of a range the sample's own.
  public var timestamp: Timestamp

  /// The sample `value` of the series `labels` at `timestamp`.
  public init(labels: Labels, value: Double, timestamp: Timestamp) {
    self.labels = labels
    self.value = value
    self.timestamp = timestamp
  }

  /// Equality by bits.
  public static func == (left: VectorSample, right: VectorSample) -> Bool {
    left.labels == right.labels && left.timestamp == right.timestamp
      && left.value.bitPattern == right.value.bitPattern
  }
}

/// One series of a matrix: the steps at which it has a value, oldest first.
public struct SeriesResult: Sendable, Equatable {
  /// The identity.
  public var labels: Labels
  /// Milliseconds since the epoch, ascending.
  public var timestamps: [Int64]
  /// The value at each of `timestamps`.
  public var values: [Double]

  /// The series `labels` with a value at each of `timestamps`.
  public init(labels: Labels, timestamps: [Int64], values: [Double]) {
    self.labels = labels
    self.timestamps = timestamps
    self.values = values
  }

  /// Equality by bits.
  public static func == (left: SeriesResult, right: SeriesResult) -> Bool {
    left.labels == right.labels && left.timestamps == right.timestamps
      && left.values.elementsEqual(right.values) { $0.bitPattern == $1.bitPattern }
  }
}

/// An answer with what the reader should know about it.
public struct Evaluation: Sendable, Equatable {
  /// The answer.
  public var value: Value
  /// Warnings first, then infos, each by position; no two alike.
  public var annotations: [Annotation]
  /// The archives that stood in for raw samples, oldest first; empty where raw samples answered everything.
  public var archives: [ArchiveUse]

  /// An answer with its annotations and archives.
  public init(value: Value, annotations: [Annotation] = [], archives: [ArchiveUse] = []) {
    self.value = value
    self.annotations = annotations
    self.archives = archives
  }
}

/// A part of an answer that comes from an archive: "from the 10 s archive before 03:10".
public struct ArchiveUse: Sendable, Hashable {
  /// The width of the archive's buckets.
  public var width: Duration
  /// The moment from which raw samples or a finer archive answer again.
  public var before: Timestamp

  /// The use of the archive with buckets of `width` for what is older than `before`.
  public init(width: Duration, before: Timestamp) {
    self.width = width
    self.before = before
  }
}
