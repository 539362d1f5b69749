public import Metrics

/// Where samples come from: an arena in memory, a file of one, or several of them in a line.
///
/// What is asked of it, it answers from any thread, and it waits for no writer.
public protocol SampleSource: Sendable {
  /// Adds what one class has of the series that all matchers select.
  ///
  /// Raw samples are cut to the interval; archived buckets are all that overlap it and are older than the first raw
  /// sample, coarser ones before finer ones. Series may be found twice: `select` makes them one.
  ///
  /// - Parameters:
  ///   - ringClass: the class.
  ///   - matchers: the conditions.
  ///   - request: the interval, and how closely it is looked at.
  ///   - found: the series so far, in any order.
  func read(
    _ ringClass: RingClass, _ matchers: [LabelMatcher], _ request: SampleRequest,
    into found: inout [SelectedSeries])

  /// The metrics that have series here, sorted by name.
  var metrics: [Metric] { get }
  /// The names of labels that some series has, sorted.
  var labelNames: [ByteString] { get }
  /// The values that a label has, sorted.
  func labelValues(of name: ByteString) -> [ByteString]
  /// What is known of a family; `nil` where it has no series.
  func metadata(of family: ByteString) -> MetricMetadata?
  /// The oldest moment of which there is anything; `nil` where there is nothing.
  var oldest: Timestamp? { get }
}

/// What a selection asks of each series.
public struct SampleRequest: Hashable, Sendable {
  /// The open end of the interval, in milliseconds since the epoch: a sample at this moment is not wanted.
  public var after: Int64
  /// The closed end.
  public var through: Int64
  /// Where samples may come from.
  public var resolution: Resolution
  /// Where it is not `nil`, only so many of the newest samples are wanted; there may be more.
  public var newest: Int?

  /// Asks for the samples of `after < time <= through`.
  public init(after: Int64, through: Int64, resolution: Resolution = .raw, newest: Int? = nil) {
    self.after = after
    self.through = through
    self.resolution = resolution
    self.newest = newest
  }
}

/// A source that says what another one says, which may come later or change.
public protocol SampleStandIn: SampleSource {
  /// Who is asked; `nil` while there is nobody, and nothing.
  var source: (any SampleSource)? { get }
}

extension SampleStandIn {
  /// Adds what the source has.
  public func read(
    _ ringClass: RingClass, _ matchers: [LabelMatcher], _ request: SampleRequest,
    into found: inout [SelectedSeries]
  ) {
    source?.read(ringClass, matchers, request, into: &found)
  }

  /// The metrics of the source.
  public var metrics: [Metric] { source?.metrics ?? [] }

  /// The names of labels of the source.
  public var labelNames: [ByteString] { source?.labelNames ?? [] }

  /// The values of a label in the source.
  public func labelValues(of name: ByteString) -> [ByteString] {
    source?.labelValues(of: name) ?? []
  }

  /// What the source knows of a family.
  public func metadata(of family: ByteString) -> MetricMetadata? { source?.metadata(of: family) }

  /// The oldest moment of the source.
  public var oldest: Timestamp? { source?.oldest }
}
