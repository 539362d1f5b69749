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
  /// A plain number, not shortened.
  case plain
  /// A share, 100 being all of it.
  case percent
  /// Bytes, in kB, MB and so on.
  case decimalBytes
  /// Bits each second, in kb/s and so on.
  case bitsPerSecond
  /// Milliseconds of a duration.
  case milliseconds
  /// A moment, as seconds since 1970.
  case moment
  /// 1 for yes and 0 for no.
  case yesNo
}
