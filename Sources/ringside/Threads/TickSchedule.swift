internal import Metrics

/// When the next tick is due, and which time its readings carry.
///
/// Ticks lie on whole multiples of the interval since the epoch. A reading taken within 1 % of the interval of its tick
/// carries the tick's time, so that its distances compress; a later one carries the time at which it was read.
struct TickSchedule: Equatable {
  let interval: Duration

  /// The first tick after `moment`.
  func next(after moment: Timestamp) -> Timestamp { moment.bucketStart(interval) + interval }

  /// The time that readings begun at `moment` carry.
  func nominal(_ moment: Timestamp) -> Timestamp {
    let tick = moment.bucketStart(interval)
    let lateMilliseconds = (moment - tick).milliseconds
    return lateMilliseconds * 100 <= interval.milliseconds ? tick : moment
  }
}
