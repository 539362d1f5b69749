public import Metrics

/// Many targets that a person is asked about before anything is sent to them.
public struct TargetOffer: Hashable, Sendable {
  /// A target that could be scraped.
  public struct Target: Hashable, Sendable {
    /// Its address.
    public var url: String
    /// The labels of its series.
    public var labels: Labels

    /// The target at an address.
    public init(url: String, labels: Labels) {
      self.url = url
      self.labels = labels
    }
  }

  /// What would be done, in words: `412 targets every 15 s, about 540,000 series: more than 64 MiB can hold`.
  public var summary: String
  /// The targets.
  public var targets: [Target]

  /// The offer to scrape these targets.
  public init(summary: String, targets: [Target]) {
    self.summary = summary
    self.targets = targets
  }

  /// The question in full.
  var question: DisplayText {
    DisplayText("\(summary). Scrape all (y), only matching (/), none (n)?", limit: 300)
  }

  /// How many targets a line keeps: `37 of 412 targets`.
  func count(of line: String) -> DisplayText {
    let kept = targets.count { TargetChoice.matching(line).takes(url: $0.url, labels: $0.labels) }
    return DisplayText("\(kept) of \(targets.count) targets")
  }
}

extension Session {
  /// Asks about many targets.
  public mutating func ask(_ offer: TargetOffer) {
    prompt = nil
    popup = .targets(offer)
  }

  /// What a key does while the question stands: nothing is scraped until it is answered.
  mutating func answer(_ action: Action, _ offer: TargetOffer) -> [Effect] {
    switch action {
    case .yes:
      popup = nil
      return [.scrape(.all)]
    case .no:
      popup = nil
      return [.scrape(.none)]
    case .filter:
      popup = nil
      prompt = PromptState(.targets)
      return []
    default: return []
    }
  }

  /// Takes the line that chooses targets; an empty one chooses nothing and leaves the question.
  mutating func chooseTargets(_ line: String, _ situation: Situation) -> [Effect] {
    guard !line.isEmpty else {
      prompt = nil
      if let offer = situation.offer { popup = .targets(offer) }
      return []
    }
    guard case .success = RowFilter.parsed(line) else { return [] }
    prompt = nil
    return [.scrape(.matching(line))]
  }
}
