internal import Metrics

/// How finely a window is asked for.
struct Sampling: Hashable {
  /// The distance of the points.
  let step: Duration
  /// The distance at which an envelope looks, a whole part of `step`: so far apart are the points of which those of a
  /// step are the least, the greatest and the newest.
  let fineStep: Duration
  /// The distance of the samples.
  let interval: Duration

  /// The finest round step that gives at most 4,096 points, and is not below the distance of the samples.
  ///
  /// Points may be one for every bucket of the widest chart more than the window has; hence the margin.
  init(window: Duration, interval: Duration) {
    let least = max(interval.milliseconds, 1)
    let needed = (window.milliseconds + 3599) / 3600
    let steps = max(
      1, Sampling.multiples.first { $0 * least >= needed } ?? (needed + least - 1) / least)
    let fine = Sampling.multiples.first {
      $0 * least * Sampling.finePoints >= window.milliseconds && steps % $0 == 0
    }
    step = .milliseconds(steps * least)
    fineStep = .milliseconds((fine ?? steps) * least)
    self.interval = .milliseconds(least)
  }

  /// What an envelope is sampled by: every point that it looks at is a step.
  var fine: Sampling { Sampling(step: fineStep, interval: interval) }

  private init(step: Duration, interval: Duration) {
    self.step = step
    fineStep = step
    self.interval = interval
  }

  /// The most points that an envelope looks at: a day of seconds.
  private static let finePoints: Int64 = 86_400

  private static let multiples: [Int64] = [
    1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600,
  ]

  /// The rate of a counter's selector: between neighbours where every sample is looked at, over the distance otherwise.
  ///
  /// `irate` takes the two newest samples, so that a lost tick is no hole and a spike of one sample is one point.
  func rate(_ selector: String) -> String {
    if fineStep == interval {
      return "irate(\(selector)[\(PrometheusDuration.text(interval * 5))])"
    }
    return "rate(\(selector)[\(PrometheusDuration.text(max(fineStep, interval * 2)))])"
  }
}
