/// Something that the word at the cursor of a command line may become.
public struct PromptCandidate: Hashable, Sendable {
  /// What stands in the line in the place of what was typed of it.
  public var insertion: String
  /// What is added once there is no other candidate: a bracket, a quote, a space.
  public var ending: String
  /// How it is called.
  public var name: DisplayText
  /// What it is, in a few words.
  public var detail: DisplayText

  /// A candidate.
  ///
  /// - Parameters:
  ///   - insertion: what stands in the line.
  ///   - ending: what follows it where it is the only one.
  ///   - name: how it is called; `nil` for the insertion itself.
  ///   - detail: what it is.
  public init(
    _ insertion: String, ending: String = "", name: DisplayText? = nil,
    detail: DisplayText = .empty
  ) {
    self.insertion = insertion
    self.ending = ending
    self.name = name ?? DisplayText(insertion)
    self.detail = detail
  }
}

/// What may stand in the place of some characters of a line.
public struct Completion: Hashable, Sendable {
  /// The characters in front of the cursor that a candidate replaces.
  public var replaced: Int
  /// What they may become, the likeliest first.
  public var candidates: [PromptCandidate]

  /// Nothing.
  public static let none = Completion(replaced: 0, candidates: [])
}

/// A walk through the candidates, begun with Tab.
public struct CompletionWalk: Hashable, Sendable {
  /// The candidates as they were when it began; `replaced` counts the characters of the one that stands in the line.
  public var completion: Completion
  /// Which of them stands in the line.
  public var chosen: Int
}

/// Where a line is wrong, and why.
public struct PromptCaret: Hashable, Sendable {
  /// How many characters of the line stand in front of it.
  public var position: Int
  /// What is wrong, or what is expected.
  public var message: TextLine

  /// A caret in front of the character at `position`.
  public init(at position: Int, _ message: TextLine) {
    self.position = position
    self.message = message
  }
}
