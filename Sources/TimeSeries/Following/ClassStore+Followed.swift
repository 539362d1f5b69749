internal import Metrics

// What a class that another process writes holds, from the headers of its blocks.
extension ClassStore {
  /// The raw samples that are there.
  ///
  /// - Complexity: O(blocks).
  var followedSamples: Int { followed(.raw).reduce(0) { $0 + $1.count } }

  /// Since when a resolution is complete; `nil` where it holds nothing.
  func oldestFollowed(_ level: Level) -> Timestamp? {
    guard let log = areas[level.rawValue].log, log.highWater > 0 else { return nil }
    guard log.lostThrough == .min else { return Timestamp(milliseconds: log.lostThrough &+ 1) }
    return followed(level).map(\.firstTime).min().map(Timestamp.init(milliseconds:))
  }

  /// The headers of the blocks whose series is known.
  private func followed(_ level: Level) -> [BlockView] {
    let area = level.rawValue
    return (0..<UInt32(areas[area].log?.highWater ?? 0)).compactMap { block in
      guard let attached = follower?.attached[area][Int(block)], attached != 0,
        let view = areas[area].memory.checkedView(block), view.generation == attached
      else { return nil }
      return view
    }
  }
}
