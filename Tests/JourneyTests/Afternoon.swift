import Presentation
import TestDashboard
import TestWorld

/// A machine whose clock is at one in the afternoon, so that an hour ago is the same day.
struct Afternoon {
  let host: FakeHost
  /// In Unix seconds.
  let now: Int

  init(seed: UInt64) throws {
    host = try FakeScene.idle.machine(seed: seed)
    let start = host.bootTime + Int(host.uptime)
    try host.advance(by: Double((86_400 + 46_800 - start % 86_400) % 86_400))
    now = host.bootTime + Int(host.uptime)
  }

  /// `13:05Z` of a moment in Unix seconds.
  static func clock(_ seconds: Int) -> String {
    let two = { (number: Int) in (number < 10 ? "0" : "") + "\(number)" }
    return two(seconds % 86_400 / 3600) + ":" + two(seconds % 3600 / 60) + "Z"
  }
}

extension SimulatedDashboard {
  /// What the sentence *Before* says; `nil` where there is none.
  var before: String? {
    screen.sentences.first { $0.heading.text == "Before" }?.text.text
  }
}
