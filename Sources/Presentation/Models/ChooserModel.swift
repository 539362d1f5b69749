/// A choice among values, which typing narrows down.
public struct ChooserModel: Hashable, Sendable {
  /// What is chosen: the name of a variable, and which of how many.
  public var title: DisplayText
  /// What has been typed to narrow the values down.
  public var search: PromptModel
  /// The values that are left.
  public var items: [ChooserItem]
  /// The index of the value that Enter takes; `nil` where none is left.
  public var selection: Int?
  /// What keys do, in a line below.
  public var advice: TextLine

  /// A choice.
  ///
  /// - Parameters:
  ///   - title: what is chosen.
  ///   - search: what has been typed.
  ///   - items: the values that are left.
  ///   - selection: the index of the value that Enter takes.
  ///   - advice: what keys do.
  public init(
    title: DisplayText, search: PromptModel, items: [ChooserItem], selection: Int?,
    advice: TextLine
  ) {
    self.title = title
    self.search = search
    self.items = items
    self.selection = selection
    self.advice = advice
  }
}

/// A value that can be chosen.
public struct ChooserItem: Hashable, Sendable {
  /// What it is called.
  public var text: DisplayText
  /// Whether it is chosen now.
  public var isChosen: Bool

  /// A value.
  public init(_ text: DisplayText, isChosen: Bool) {
    self.text = text
    self.isChosen = isChosen
  }
}
