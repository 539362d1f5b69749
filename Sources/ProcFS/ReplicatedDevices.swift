/// Block devices that are replicated to another machine, DRBD.
///
/// Source: drbd-8.4, "/proc/drbd".
public enum ReplicatedDevices {
  /// The pairs of a key and its text, with the device that they belong to.
  ///
  /// A device is `drbd1`, and `unknown` for what stands before the first.
  public static func pairs(_ bytes: [UInt8]) -> [(device: String, key: String, text: String)] {
    var device = "unknown"
    var result: [(device: String, key: String, text: String)] = []
    for field in Table(bytes).rows.joined() {
      let parts = field.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else { continue }
      if let number = UInt64(parts[0]), parts[1].isEmpty {
        device = "drbd\(number)"
      } else {
        result.append((device, parts[0], parts[1]))
      }
    }
    return result
  }
}
