/// When a file system is full, by a short and a long slope of what is left: said only where the two agree.
struct FillTime: Hashable {
  /// What the slopes say together.
  enum Verdict: Hashable {
    /// There is too little history, or none of the space.
    case unknown
    /// It does not fill: by one of the slopes the space does not go down, or not for a month.
    case steady
    /// Both slopes fill it, but not at the same time: seconds by each.
    case disagreeing(short: Double, long: Double)
    /// Seconds until it is full, by the short slope.
    case full(seconds: Double)
  }

  /// Bytes that anyone may use; `nil` where nobody knows.
  var available: Double?
  /// Bytes each second by which that changes, over the short time; `nil` where nobody knows.
  var shortSlope: Double?
  /// The same over the long time.
  var longSlope: Double?

  /// So much longer by one slope than by the other is no longer the same.
  private static let agreed = 4.0
  private static let soon = 30.0 * 86_400

  var verdict: Verdict {
    guard let available, let shortSlope, let longSlope, available >= 0 else { return .unknown }
    guard shortSlope < 0, longSlope < 0 else { return .steady }
    let (short, long) = (available / -shortSlope, available / -longSlope)
    guard min(short, long) <= FillTime.soon else { return .steady }
    guard max(short, long) <= FillTime.agreed * min(short, long) else {
      return .disagreeing(short: short, long: long)
    }
    return .full(seconds: short)
  }

  /// The seconds until it is full; `nil` where the slopes do not say so together.
  var secondsToFull: Double? {
    guard case .full(let seconds) = verdict else { return nil }
    return seconds
  }
}
