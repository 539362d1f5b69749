internal import Metrics

/// How finely a window is asked for.
struct Sampling: Hashable {
  /// The distance of the points.
  let step: Duration
  /// The distance of the samples.
  let interval: Duration

  /// The finest round step that gives at most 4,096 points, and is not below the distance of the samples.
  ///
  /// Points may be one for every bucket of the widest chart more than the window has; hence the margin.
  init(window: Duration, interval: Duration) {
    let least = max(interval.milliseconds, 1)
    let needed = (window.milliseconds + 3599) / 3600
    let steps = Sampling.multiples.first { $0 * least >= needed } ?? (needed + least - 1) / least
    step = .milliseconds(max(steps, 1) * least)
    self.interval = .milliseconds(least)
  }

  private static let multiples: [Int64] = [
    1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600,
  ]

  /// The rate of a counter's selector: between neighbours where every sample has its point, over the step otherwise.
  ///
  /// `irate` takes the two newest samples, so that a lost tick is no hole and a spike of one sample is one point.
  func rate(_ selector: String) -> String {
    if step == interval {
      return "irate(\(selector)[\(PrometheusDuration.text(interval * 5))])"
    }
    return "rate(\(selector)[\(PrometheusDuration.text(max(step, interval * 2)))])"
  }
}
