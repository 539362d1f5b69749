public import Presentation

/// What keys mean in one context.
public struct KeyBinding: Hashable, Sendable {
  /// Where.
  public var context: KeyContext
  /// The keys, the one to be shown first; the others are aliases.
  public var keys: [Key]
  /// What they mean.
  public var action: Action
  /// The help's words; bindings that follow each other with the same words share a line.
  public var words: String
  /// The help's heading.
  public var group: String

  init(
    _ context: KeyContext, _ keys: [Key], _ action: Action, _ group: String, _ words: String
  ) {
    self.context = context
    self.keys = keys
    self.action = action
    self.words = words
    self.group = group
  }
}
