internal import Metrics

/// What a message about an unknown key says was expected.
enum KeyAdvice {
  /// More keys than these are not listed.
  private static let listed = 12

  /// The key that was probably meant, else all keys where they are few, else some.
  static func expected(_ key: ByteString, _ known: [ByteString]) -> String {
    let distances = known.map { (name: $0, distance: distance(key.bytes, $0.bytes)) }
    if let nearest = distances.min(by: { $0.distance < $1.distance }),
      nearest.distance <= max(1, key.count / 4)
    {
      return "'\(nearest.name.text)'"
    }
    let quoted = known.map { "'\($0.text)'" }
    guard quoted.count > 1, let last = quoted.last else { return quoted.first ?? "no key" }
    guard quoted.count > listed else {
      return quoted.dropLast().joined(separator: ", ") + " or " + last
    }
    let rest = quoted.count - listed
    return quoted.prefix(listed).joined(separator: ", ") + " or one of \(rest) others"
  }

  /// How many letters must be put in, taken out or changed to make one text of the other.
  ///
  /// Source: V. I. Levenshtein, Soviet Physics Doklady 10 (1966) 707.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    guard left.count <= 64, right.count <= 64 else { return .max }
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in right.indices {
        let above = row[column + 1]
        row[column + 1] = min(
          min(above, row[column]) + 1, diagonal + (byte == right[column] ? 0 : 1))
        diagonal = above
      }
    }
    return row[right.count]
  }
}
