public import Metrics

/// Where one can be: a view, or a level below one.
public enum Place: Hashable, Sendable {
  /// A view that a digit opens.
  case view(ViewKind)
  /// One resource of the host, with the processes that use it.
  case resource(Resource)
  /// One process.
  case process(ProcessKey)
  /// One endpoint, by its instance and job.
  case target(job: ByteString, instance: ByteString)
  /// The series of one metric.
  case metric(ByteString)
  /// The series of a metric that have certain values of labels.
  case selection(MetricSelection)
  /// The values of one label among some series of a metric.
  case labelValues(MetricSelection, label: ByteString)
  /// One series.
  case series(Labels)
  /// The value of any expression.
  case expression(String)
  /// The card of one alert.
  case alert(Labels)
  /// The card of a rule without an alert, by its place in the rule book.
  case rule(Int)
  /// A dashboard, by its name.
  case dashboard(String)
  /// One panel of a dashboard, by its id.
  case panel(dashboard: String, panel: String)
}

/// A resource of the host that can be saturated.
public enum Resource: String, Hashable, Sendable, CaseIterable {
  /// Processors.
  case cpu
  /// Memory.
  case memory
  /// Block devices.
  case disk
  /// Network interfaces.
  case network
}

/// Which process: its number, and its name as numbers are used again.
public struct ProcessKey: Hashable, Sendable {
  /// The process's number as its label writes it.
  public var pid: ByteString
  /// The name the kernel has for it.
  public var comm: ByteString

  /// The process with this number and name.
  public init(pid: ByteString, comm: ByteString) {
    self.pid = pid
    self.comm = comm
  }

  /// The row that the process has in every table.
  public var row: RowKey { RowKey(pid.text + "/" + comm.text) }

  /// `postgres[8123]`.
  public var name: DisplayText {
    DisplayText(comm) + DisplayText("[") + DisplayText(pid) + DisplayText("]")
  }
}
