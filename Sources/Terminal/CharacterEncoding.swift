internal import Glibc

/// The encoding in which the terminal reads.
public enum CharacterEncoding: Sendable {
  /// Takes the environment's locale for characters and says whether its encoding is UTF-8.
  ///
  /// Where the environment names no locale, or a UTF-8 one that is not installed, `C.UTF-8` is taken; a `C` that it
  /// names is what a user writes who wants ASCII. Only `LC_CTYPE` is set, so that numbers keep their decimal point.
  ///
  /// - Parameter environment: `LC_ALL`, `LC_CTYPE` and `LANG` are read from it.
  /// - Returns: Whether text beyond ASCII can be shown.
  public static func isUTF8(environment: [String: String]) -> Bool {
    let name = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty }
    if let name, setlocale(LC_CTYPE, name) != nil { return currentIsUTF8 }
    let wanted = name?.lowercased() ?? "utf-8"
    guard wanted.hasSuffix("utf-8") || wanted.hasSuffix("utf8") else { return false }
    return setlocale(LC_CTYPE, "C.UTF-8") != nil && currentIsUTF8
  }

  private static var currentIsUTF8: Bool {
    guard let codeset = nl_langinfo(nl_item(CODESET)) else { return false }
    return String(cString: codeset) == "UTF-8"
  }
}
