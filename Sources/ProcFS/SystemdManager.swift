/// What systemd says of itself: a part of what `systemctl show` prints where no unit is named.
///
/// Source: org.freedesktop.systemd1(5), "The Manager Object". What it does not report is absent.
public struct SystemdManager: Equatable, Sendable {
  /// The whole version, such as `252.38-1~deb12u1`; empty where it is not reported.
  public var version: [UInt8] = []
  /// The number in the version, such as 252.38.
  public var versionNumber: Double?
  /// Whether it is neither starting nor stopping and no unit has failed; `nil` where it is not reported.
  public var isRunning: Bool?
  /// What the machine runs in, such as `kvm`; `none` for real hardware, empty where it is not reported.
  public var virtualization: [UInt8] = []
  /// How many names of units are loaded.
  public var names: UInt64?

  /// The properties to ask for.
  public static let properties = ["Version", "SystemState", "Virtualization", "NNames"]

  /// The reading; lines that are unknown are passed over.
  public init(_ bytes: Span<UInt8>) {
    var position = 0
    while let line = Scan.line(bytes, &position) {
      guard let equals = Scan.first(0x3d, bytes, line) else { continue }
      set(bytes, line.lowerBound..<equals, equals + 1..<line.upperBound)
    }
  }

  private mutating func set(_ bytes: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>) {
    if Scan.equals(bytes, name, "Version") {
      version = Scan.copy(bytes, value)
      versionNumber = SystemdManager.number(version)
    } else if Scan.equals(bytes, name, "SystemState") {
      isRunning = value.isEmpty ? nil : Scan.equals(bytes, value, "running")
    } else if Scan.equals(bytes, name, "Virtualization") {
      virtualization = value.isEmpty ? Array("none".utf8) : Scan.copy(bytes, value)
    } else if Scan.equals(bytes, name, "NNames") {
      names = Scan.unsigned(bytes, value)
    }
  }

  /// The first number of three digits at least, with what follows a point; `nil` where there is none.
  private static func number(_ version: [UInt8]) -> Double? {
    let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
    var rest = version[...]
    while let start = rest.firstIndex(where: isDigit) {
      let whole = rest[start...].prefix(while: isDigit)
      rest = rest[whole.endIndex...]
      guard whole.count >= 3 else { continue }
      let fraction = rest.first == 0x2e ? rest.dropFirst().prefix(while: isDigit) : []
      return Double(String(decoding: Array(whole) + [0x2e] + fraction + [0x30], as: UTF8.self))
    }
    return nil
  }
}
