internal import Metrics

extension Session {
  /// Begins with a short window that follows the history until it is as long as it was asked for.
  ///
  /// A chart of half an hour says nothing in the first minute. Zooming by hand ends it.
  public mutating func growWindow() {
    growth = window
    window = min(window, Session.growingWindows[0])
  }

  /// Takes the next longer window once the history has filled the present one.
  ///
  /// - Parameter situation: the newest tick, and how far the history reaches.
  public mutating func follow(_ situation: Situation) {
    guard let target = growth, time == .live,
      let oldest = situation.resumed ?? situation.oldest
    else { return }
    let history = situation.now - oldest
    guard history > window else { return }
    let next = Session.growingWindows.first { $0 > history } ?? target
    window = min(target, next)
    if window == target { growth = nil }
  }

  private static let growingWindows: [Duration] = [
    .seconds(120), .seconds(300), .seconds(600), .seconds(900), .seconds(1800), .seconds(3600),
  ]
}
