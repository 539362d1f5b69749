public import Metrics

/// A chart of some series over a span of time, before anything is known about cells.
public struct ChartModel: Hashable, Sendable {
  /// What is drawn, with the labels that all series share.
  public var title: DisplayText
  /// What the values count.
  public var unit: Unit
  /// The lines, in a stable order; the selected one is to be drawn last.
  public var series: [ChartSeries]
  /// What is not drawn: "top 12 of 87 by value".
  public var omission: DisplayText?
  /// The first moment of the window.
  public var start: Timestamp
  /// The last moment of the window.
  public var end: Timestamp
  /// The distance of the points.
  public var step: Duration
  /// The distance of samples at the source; more than two of them without a point are a gap.
  public var interval: Duration
  /// How the vertical axis is chosen.
  public var axis: AxisMode
  /// Whether every line stands on those before it, as an area.
  public var isStacked: Bool
  /// Lines at fixed values.
  public var thresholds: [Threshold]
  /// Spans of time in which a rule was pending or firing.
  public var bands: [Band]
  /// Ticks on the time axis.
  public var events: [ChartEvent]
  /// The moment that every chart marks; `nil` where there is none.
  public var crosshair: Timestamp?
  /// The index of the chosen series; `nil` where there is none.
  public var selection: Int?
  /// The zone of the times on the axis.
  public var zone: Zone
  /// What is said instead of drawing; `nil` where there is something to draw.
  public var message: TextLine?
  /// The labels by which the chart can be broken down, before any aggregation.
  public var dimensions: [LabelName] = []

  /// A chart with nothing in it yet.
  public init(
    title: DisplayText, unit: Unit, start: Timestamp, end: Timestamp, step: Duration,
    interval: Duration, zone: Zone
  ) {
    self.title = title
    self.unit = unit
    self.start = start
    self.end = end
    self.step = step
    self.interval = interval
    self.zone = zone
    series = []
    axis = .zero
    isStacked = false
    thresholds = []
    bands = []
    events = []
  }
}

/// One line of a chart.
public struct ChartSeries: Hashable, Sendable {
  /// Who the line is, from frame to frame.
  public var key: RowKey
  /// What it is called, without what all lines of the chart share; drawing puts an ellipsis in the middle.
  public var name: DisplayText
  /// Which of eight colours it has, the same in every frame and chart; `nil` for the rest, in grey.
  public var color: Int?
  /// Milliseconds since the epoch, ascending.
  public var times: [Int64]
  /// The value at each of `times`.
  public var values: [Double]
  /// The moments at which the counter behind the line started again.
  public var resets: [Timestamp]
  /// The expression whose value the line is; `nil` where it is no expression's.
  public var query: String?
  /// Whether the line hangs below the axis; its values are as they are.
  public var isMirrored = false
  /// The labels that tell the line from others of the same expression; `nil` where it is the only one.
  public var labels: Labels?

  /// A line.
  public init(
    key: RowKey, name: DisplayText, color: Int? = nil, times: [Int64], values: [Double],
    resets: [Timestamp] = []
  ) {
    self.key = key
    self.name = name
    self.color = color
    self.times = times
    self.values = values
    self.resets = resets
  }

  /// How many colours there are.
  public static let colors = 8
}

/// How the vertical axis is chosen.
public enum AxisMode: Hashable, Sendable {
  /// From the least to the greatest value.
  case auto
  /// From zero to the greatest value.
  case zero
  /// Powers of ten.
  case logarithmic
  /// The same whatever the values; what is outside is marked at the edge.
  case fixed(least: Double, greatest: Double)
}

/// A line at a fixed value of a chart.
public struct Threshold: Hashable, Sendable {
  /// The value.
  public var value: Double
  /// What stands at the right edge: `fires above 0.5`.
  public var label: DisplayText
  /// What stands there where there is no room for the label; `nil` for nothing.
  public var shortLabel: DisplayText?
  /// What being beyond it means.
  public var tone: Tone

  /// A line at `value`.
  public init(_ value: Double, label: DisplayText, tone: Tone) {
    self.value = value
    self.label = label
    self.tone = tone
  }
}

/// A span of time in which a rule was pending or firing; in ASCII a row of `p` and `F` under the axis.
public struct Band: Hashable, Sendable {
  /// What the span means.
  public enum Kind: Hashable, Sendable {
    /// The condition held, not yet for long enough.
    case pending
    /// The alert fired.
    case firing
  }

  /// What the span means.
  public var kind: Kind
  /// Its first moment.
  public var start: Timestamp
  /// Its last moment.
  public var end: Timestamp

  /// A span.
  public init(_ kind: Kind, from start: Timestamp, to end: Timestamp) {
    self.kind = kind
    self.start = start
    self.end = end
  }
}

/// Something that happened, as a tick on the time axis.
public struct ChartEvent: Hashable, Sendable {
  /// What happened.
  public enum Kind: Hashable, Sendable {
    /// An alert changed its state.
    case alert
    /// A person left a mark.
    case mark
    /// A counter or the machine started again.
    case restart
    /// There were no samples.
    case gap
  }

  /// What happened.
  public var kind: Kind
  /// When.
  public var time: Timestamp
  /// In words.
  public var text: DisplayText

  /// Something that happened.
  public init(_ kind: Kind, at time: Timestamp, text: DisplayText) {
    self.kind = kind
    self.time = time
    self.text = text
  }
}
