public import Metrics

/// What a ring file says about where it comes from.
public struct RingFileFacts: Hashable, Sendable {
  /// The machine, as its system names it; empty where it does not.
  public var machineID: ByteString
  /// The name of the host.
  public var hostName: ByteString
  /// The name of the zone that the host's clock showed.
  public var zoneName: ByteString
  /// What the zone was ahead of UTC when the file was made, in seconds.
  public var zoneOffset: Int
  /// How often the host was collected, in milliseconds; 0 where nothing was.
  public var interval: Int64
  /// When the file was made.
  public var created: Timestamp
  /// The program that made it, such as `ringside 1.0`.
  public var program: ByteString
  /// Anything else, by key.
  public var others: [ByteString: ByteString]

  /// Facts of these parts.
  public init(
    machineID: ByteString, hostName: ByteString, zoneName: ByteString, zoneOffset: Int,
    interval: Int64, created: Timestamp, program: ByteString,
    others: [ByteString: ByteString] = [:]
  ) {
    self.machineID = machineID
    self.hostName = hostName
    self.zoneName = zoneName
    self.zoneOffset = zoneOffset
    self.interval = interval
    self.created = created
    self.program = program
    self.others = others
  }

  /// The most bytes that facts may take.
  static let most = 3072

  /// As keys and values, each a text; later versions add keys.
  var encoded: [UInt8] {
    var pairs: [(ByteString, ByteString)] = [
      ("machine_id", machineID), ("host_name", hostName), ("zone_name", zoneName),
      ("zone_offset", ByteString("\(zoneOffset)")), ("interval", ByteString("\(interval)")),
      ("created", ByteString("\(created.milliseconds)")), ("program", program),
    ]
    for (key, value) in others.sorted(by: { $0.key < $1.key }) {
      pairs.append((ByteString("x_".utf8 + key.bytes), value))
    }
    var result: [UInt8] = []
    result.addVarint(UInt64(pairs.count))
    for (key, value) in pairs {
      result.addText(key.bytes)
      result.addText(value.bytes)
    }
    return result
  }

  /// What the bytes say; a key that is not known is passed over.
  init(_ reader: inout ByteReader) {
    var known: [ByteString: ByteString] = [:]
    others = [:]
    var rest = reader.varint()
    while rest > 0, !reader.isBroken {
      rest -= 1
      let key = ByteString(reader.text())
      let value = ByteString(reader.text())
      if key.hasPrefix("x_") {
        others[ByteString(key.bytes.dropFirst(2))] = value
      } else {
        known[key] = value
      }
    }
    machineID = known["machine_id"] ?? ""
    hostName = known["host_name"] ?? ""
    zoneName = known["zone_name"] ?? ""
    zoneOffset = known["zone_offset"].flatMap { Int($0.text) } ?? 0
    interval = known["interval"].flatMap { Int64($0.text) } ?? 0
    created = Timestamp(milliseconds: known["created"].flatMap { Int64($0.text) } ?? 0)
    program = known["program"] ?? ""
  }
}
