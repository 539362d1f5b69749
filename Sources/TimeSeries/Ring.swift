public import Metrics
internal import Synchronization

/// One arena: the newest samples of all series of one host, in a fixed number of bytes.
///
/// Collectors append through writers, readers select; any thread may do either at any time.
public final class Ring: Sendable {
  let store: Mutex<PlainStore>

  /// A ring that holds at most `byteBound` bytes: blocks, series records, symbols, postings and hash tables.
  ///
  /// - Parameters:
  ///   - byteBound: the bound; what does not fit pushes out what is oldest in its class.
  ///   - budgets: how the classes share it.
  public init(byteBound: Int, budgets: Budgets = .standard) { store = Mutex(PlainStore()) }

  /// A ring that keeps everything and has no archives, for tests and for files.
  public static func unbounded() -> Ring { Ring(byteBound: .max) }

  /// A writer for the batches of one collector.
  public func makeWriter() -> RingWriter { RingWriter(self) }

  /// Appends samples of one series, oldest first; makes the series where it is new.
  ///
  /// - Parameters:
  ///   - labels: the identity.
  ///   - metadata: what is known of the family.
  ///   - family: the name that the metadata is filed under.
  ///   - origin: the class that pays.
  ///   - samples: the samples; one no newer than the newest of the series is dropped and counted.
  /// - Returns: what became of them.
  @discardableResult public func append(
    labels: Labels, metadata: MetricMetadata, family: ByteString, origin: SampleOrigin,
    samples: [Sample]
  ) -> AppendResult {
    store.withLock { store in
      store.declare(
        SeriesDeclaration(slot: 0, labels: labels, family: family, metadata: metadata),
        origin: origin)
      var result = AppendResult()
      for sample in samples {
        if store.append(sample.timestamp.milliseconds, sample.value, to: labels) {
          result.appended += 1
        } else {
          result.outOfOrder += 1
        }
      }
      return result
    }
  }

  /// The metric families that have series here, sorted by name.
  public var families: [MetricFamily] {
    store.withLock { store in
      Dictionary(grouping: store.entries.values, by: \.family).map { family, entries in
        MetricFamily(
          name: family, metadata: store.metadata[family] ?? MetricMetadata(),
          series: entries.count, jobs: Set(entries.compactMap { $0.labels["job"] }).sorted())
      }.sorted { $0.name < $1.name }
    }
  }

  /// The names of labels that some series has, sorted.
  public var labelNames: [ByteString] {
    store.withLock { store in
      Set(store.entries.keys.flatMap { $0.map(\.name) }).sorted()
    }
  }

  /// The values that the label `name` has, sorted.
  public func labelValues(of name: ByteString) -> [ByteString] {
    store.withLock { store in Set(store.entries.keys.compactMap { $0[name] }).sorted() }
  }

  /// What is known of the family `family`; `nil` where it has no series.
  public func metadata(of family: ByteString) -> MetricMetadata? {
    store.withLock { $0.metadata[family] }
  }

  /// How full the ring is and how far back it reaches.
  public func status() -> RingStatus {
    store.withLock { store in
      var status = RingStatus()
      var share = RingStatus.Share()
      share.series = store.entries.count
      share.samples = store.entries.values.reduce(0) { $0 + $1.times.count }
      status.shares[.host] = share
      status.appendedSamples = store.totals.appended
      status.outOfOrderSamples = store.totals.outOfOrder
      return status
    }
  }
}
