/// What a number counts, and so how a person wants to read it.
public enum Unit: Hashable, Sendable {
  /// A plain number.
  case count
  /// A plain number each second.
  case perSecond
  /// Whole processors kept busy.
  case cores
  /// A share, 1 being all of it; shown in per cent.
  case ratio
  /// Bytes, in KiB, MiB and so on.
  case bytes
  /// Bytes each second.
  case bytesPerSecond
  /// Seconds of a duration.
  case seconds
  /// Degrees Celsius.
  case celsius
  /// Cycles each second.
  case hertz
}
