/// A line that is being typed.
public struct PromptState: Hashable, Sendable {
  /// What the line is for.
  public enum Kind: Hashable, Sendable {
    /// Hides the rows that do not match.
    case filter
    /// Marks the rows that match.
    case search
    /// A moment to go to.
    case time
    /// A remark to leave at the cursor.
    case mark
    /// A file to write what is shown to.
    case export
    /// A command by name.
    case command
    /// Which of many targets to scrape.
    case targets
  }

  /// What the line is for.
  public var kind: Kind
  /// What has been typed.
  public private(set) var text: [Character]
  /// The character before which the cursor stands.
  public private(set) var cursor: Int
  /// What stood there before, to be restored when the line is given up.
  public var original: String
  /// How many lines back in the history the text comes from; 0 for a new one.
  public var recalled = 0
  /// The walk through candidates that Tab has begun; `nil` where none is under way.
  public internal(set) var walk: CompletionWalk?
  /// Whether the line was to be taken and could not be.
  public internal(set) var isRefused = false

  /// A line that begins with `text`.
  public init(_ kind: Kind, text: String = "") {
    self.kind = kind
    self.text = Array(text)
    cursor = self.text.count
    original = text
  }

  /// The line.
  public var line: String { String(text) }

  /// What has been typed before the cursor.
  public var before: String { String(text[..<cursor]) }

  /// What has been typed from the cursor on.
  public var after: String { String(text[cursor...]) }

  /// The longest line.
  public static let limit = 512

  /// Puts characters at the cursor; those that are no text are left out, the rest beyond the limit too.
  public mutating func insert(_ typed: String) {
    let characters = typed.filter { character in
      character.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
    }
    let room = max(0, PromptState.limit - text.count)
    text.insert(contentsOf: characters.prefix(room), at: cursor)
    cursor += min(room, characters.count)
  }

  /// Puts another line in the place of this one.
  public mutating func replace(with line: String) {
    text = Array(line)
    cursor = text.count
  }

  /// Puts other characters in the place of the last `count` in front of the cursor.
  mutating func replace(_ count: Int, with insertion: String) {
    delete(from: max(0, cursor - count), to: cursor)
    insert(insertion)
  }

  /// Puts another candidate in the place of the one that stands in the line.
  mutating func walk(to index: Int) {
    guard var walk else { return }
    let insertion = walk.completion.candidates[index].insertion
    replace(walk.completion.replaced, with: insertion)
    walk.completion.replaced = insertion.count
    walk.chosen = index
    self.walk = walk
  }

  /// Puts the cursor before a character, where something is wrong.
  public mutating func moveCursor(to position: Int) { cursor = min(max(0, position), text.count) }

  /// Moves in the line or deletes from it.
  public mutating func edit(_ edit: Action.Edit) {
    switch edit {
    case .left: cursor = max(0, cursor - 1)
    case .right: cursor = min(text.count, cursor + 1)
    case .wordLeft: cursor = wordStart
    case .wordRight: cursor = wordEnd
    case .start: cursor = 0
    case .end: cursor = text.count
    case .deleteBackward: delete(from: max(0, cursor - 1), to: cursor)
    case .deleteForward: delete(from: cursor, to: min(text.count, cursor + 1))
    case .deleteWord: delete(from: wordStart, to: cursor)
    case .deleteToStart: delete(from: 0, to: cursor)
    case .deleteToEnd: delete(from: cursor, to: text.count)
    case .earlier, .later, .complete, .completeBack: break
    }
  }

  private mutating func delete(from start: Int, to end: Int) {
    text.removeSubrange(start..<end)
    cursor = start
  }

  private var wordStart: Int {
    var position = cursor
    while position > 0, text[position - 1] == " " { position -= 1 }
    while position > 0, text[position - 1] != " " { position -= 1 }
    return position
  }

  private var wordEnd: Int {
    var position = cursor
    while position < text.count, text[position] == " " { position += 1 }
    while position < text.count, text[position] != " " { position += 1 }
    return position
  }
}
