public import Metrics

/// Where one can be: a view, or a level below one.
public enum Place: Hashable, Sendable {
  /// A view that a digit opens.
  case view(ViewKind)
  /// One resource of the host, with the processes that use it.
  case resource(Resource)
  /// One process.
  case process(ProcessKey)
  /// One control group, by its path.
  case unit(ByteString)
  /// The threads of one process, as they are now.
  case threads(ProcessKey)
  /// One mounted file system: who fills it.
  case mount(MountKey)
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
  /// A rule, tried on what has been.
  case rehearsal(RehearsedRule)
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

/// Which process: its number, and its name and its start as numbers are used again.
public struct ProcessKey: Hashable, Sendable {
  /// The process's number as its label writes it.
  public var pid: ByteString
  /// The name the kernel has for it.
  public var comm: ByteString
  /// When it began, as its label `creation_time` writes it; `nil` where that is not known: whichever has the number.
  public var start: ByteString?

  /// The process with this number and name.
  ///
  /// - Parameters:
  ///   - pid: the number.
  ///   - comm: the name.
  ///   - start: when it began.
  public init(pid: ByteString, comm: ByteString, start: ByteString? = nil) {
    self.pid = pid
    self.comm = comm
    self.start = start
  }

  /// The row that the process has in every table.
  ///
  /// The comma keeps the order of the numbers: it sorts before every digit, as the slash does.
  public var row: RowKey {
    RowKey(pid.text + (start.map { "," + $0.text } ?? "") + "/" + comm.text)
  }

  /// Whether a process with this key can be the one of `other`: the starts count where both are known.
  public func isSame(as other: ProcessKey) -> Bool {
    pid == other.pid && comm == other.comm
      && (start == other.start || start == nil || other.start == nil)
  }

  /// `postgres[8123]`.
  public var name: DisplayText {
    DisplayText(comm) + DisplayText("[") + DisplayText(pid) + DisplayText("]")
  }
}
