/// Measures text in columns and cuts it to fit.
///
/// A character of two columns that would straddle the edge is left out, and its first column stays empty.
public enum ClippedText {
  /// The columns that `text` takes.
  public static func columns(of text: String) -> Int {
    var columns = 0
    for scalar in text.unicodeScalars { columns += CharacterWidth.columns(of: scalar) }
    return columns
  }

  /// The text where it fits; else as much of its beginning as does, then `…`.
  public static func head(_ text: String, columns: Int) -> String {
    guard let width = excess(text, columns) else { return text }
    guard width > 1 else { return width == 1 ? "…" : "" }
    return String(prefix(text, columns: width - 1)) + "…"
  }

  /// The text where it fits; else its beginning and its end with `…` between them, the beginning not shorter.
  public static func middle(_ text: String, columns: Int) -> String {
    guard let width = excess(text, columns) else { return text }
    guard width > 2 else { return head(text, columns: width) }
    let left = width / 2
    return String(prefix(text, columns: left)) + "…"
      + String(suffix(text, columns: width - 1 - left))
  }

  /// The text where it fits; else `…` and as much of its end as does.
  public static func tail(_ text: String, columns: Int) -> String {
    guard let width = excess(text, columns) else { return text }
    guard width > 1 else { return width == 1 ? "…" : "" }
    return "…" + String(suffix(text, columns: width - 1))
  }

  /// The columns there are, where the text takes more; `nil` where it fits.
  private static func excess(_ text: String, _ columns: Int) -> Int? {
    let width = max(0, columns)
    // A scalar of one column has at least one byte, one of two columns at least three.
    if text.utf8.count <= width { return nil }
    return self.columns(of: text) <= width ? nil : width
  }

  private static func prefix(_ text: String, columns: Int) -> Substring.UnicodeScalarView {
    let scalars = text.unicodeScalars
    var used = 0
    var end = scalars.startIndex
    while end < scalars.endIndex {
      let width = CharacterWidth.columns(of: scalars[end])
      guard used + width <= columns else { break }
      used += width
      end = scalars.index(after: end)
    }
    return scalars[..<end]
  }

  private static func suffix(_ text: String, columns: Int) -> Substring.UnicodeScalarView {
    let scalars = text.unicodeScalars
    var used = 0
    var start = scalars.endIndex
    var candidate = start
    while candidate > scalars.startIndex {
      candidate = scalars.index(before: candidate)
      let width = CharacterWidth.columns(of: scalars[candidate])
      guard used + width <= columns else { break }
      used += width
      // A mark without its letter does not begin the end.
      if width > 0 { start = candidate }
    }
    return scalars[start...]
  }
}
