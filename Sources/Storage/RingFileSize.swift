public import TimeSeries

/// How large a ring file is made.
public enum RingFileSize: Hashable, Sendable {
  /// So many bytes.
  case bytes(Int)
  /// So that raw samples of every class reach back so far, by the rate at which they come; no more than `most` bytes.
  case reach(Duration, most: Int)
  /// As small as it can be with room for what is needed.
  case holding(RingFileNeeds)

  /// The share of a class's bytes that raw samples have, and what segments take beside them.
  private static let rawShare = 0.6
  private static let overhead = 1.05

  /// Shares of a file by which all classes reach back about equally far; each has a twentieth at least.
  ///
  /// - Parameter rates: the compressed bytes of raw samples a second, by class.
  /// - Returns: the shares, in parts of about a hundred.
  static func budgets(_ rates: [RingClass: Double]) -> Budgets {
    let total = max(rates.values.reduce(0, +), .leastNonzeroMagnitude)
    let parts = RingClass.allCases.map { ringClass in
      (ringClass, max(5, Int(((rates[ringClass] ?? 0) / total * 85).rounded())))
    }
    return Budgets(classes: Dictionary(uniqueKeysWithValues: parts))
  }

  /// The bytes that it takes for raw samples to reach back so far.
  ///
  /// - Parameters:
  ///   - reach: how far.
  ///   - rates: the compressed bytes of raw samples a second, by class.
  ///   - budgets: how the classes share a file.
  /// - Returns: the bytes of the class that needs the largest file.
  public static func bytes(
    reach: Duration, rates: [RingClass: Double], budgets: Budgets = .standard
  ) -> Int {
    let seconds = Double(reach.components.seconds)
    let all = Double(max(1, budgets.classes.values.reduce(0, +)))
    let needs = rates.map { ringClass, rate -> Double in
      let share = Double(budgets.classes[ringClass] ?? 0) / all
      return share > 0 ? rate * seconds / (share * rawShare) * overhead : 0
    }
    let most = Double(1 << 50)
    return max(RingFileLayout.leastFileBytes, Int(min(needs.max() ?? 0, most)))
  }
}

/// Measures at which rate samples come, without a disk: it writes twice into memory and counts the second time.
struct RateMeasure {
  private let writer: RingFileWriter
  private var first: (samples: [RingClass: Int], at: ContinuousClock.Instant)?

  /// How long the second time comes after the first.
  static let length = Duration.seconds(30)
  private static let fileBytes = 64 << 20

  init(arenaBytes: Int, facts: RingFileFacts) throws(RingFileError) {
    writer = try RingFileWriter(
      creating: ForgetfulBytes(),
      layout: RingFileLayout(fileBytes: Self.fileBytes, arenaBytes: arenaBytes), facts: facts)
  }

  /// The compressed bytes a second, by class; `nil` where it is too early to say.
  mutating func rates(_ ring: Ring, facts: RingFileFacts) throws(FileFailure) -> [RingClass:
    Double]?
  {
    guard let first else {
      try writer.flush(ring, at: facts.created)
      self.first = (RateMeasure.samples(ring), .now)
      return nil
    }
    let length = ContinuousClock.now - first.at
    guard length >= RateMeasure.length else { return nil }
    let bytes = try writer.flush(ring, at: facts.created).payloadBytes
    let new = RateMeasure.samples(ring).mapValues(Double.init)
    let counts = new.mapValues { $0 }.merging(first.samples.mapValues(Double.init)) {
      max(0, $0 - $1)
    }
    let total = counts.values.reduce(0, +)
    guard total > 0 else { return [:] }
    let seconds = Double(length.components.seconds)
    return counts.mapValues { $0 / total * Double(bytes) / seconds }
  }

  private static func samples(_ ring: Ring) -> [RingClass: Int] {
    ring.status().shares.mapValues(\.samples)
  }
}
