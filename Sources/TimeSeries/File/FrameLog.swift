/// A half of the index or the journal: frames one after the other, each tied to the one before.
///
/// A frame is a head of 24 bytes (length, magic, number, checksum) and a payload. The checksum begins with that of the
/// frame before, so that a frame which an earlier use of the place left behind is never taken for the next one. Behind
/// the last frame stand 24 zeros, so that an end that was made by damage is told from one that was written.
struct FrameLog: Sendable {
  static let headBytes = 24
  /// No writer makes longer payloads.
  private static let longest = 4 << 20
  private static let magic: UInt32 = 0x4d41_5246

  /// Where in the file the half lies.
  let range: Range<Int>
  /// Where the next frame begins.
  private(set) var position: Int
  /// The number of the next frame.
  private(set) var sequence: UInt64
  private var seed: UInt64
  /// What ended the reading, where it was not the end of what was written.
  private(set) var damage: [FileDamage] = []

  /// An empty half whose first frame will have this number.
  init(_ range: Range<Int>, sequence: UInt64) {
    self.range = range
    position = range.lowerBound
    self.sequence = sequence
    seed = sequence &* 0x9e37_79b9_7f4a_7c15
  }

  /// The bytes that are left.
  var room: Int { range.upperBound - position }

  /// Whether a payload fits.
  func fits(_ count: Int) -> Bool { count + FrameLog.headBytes <= room }

  /// The zeros behind the last frame.
  static let end = [UInt8](repeating: 0, count: headBytes)

  /// The next frame, to be written at `position`: head, payload, and the end.
  func frame(_ payload: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(FrameLog.headBytes + payload.count)
    result.add(UInt32(payload.count))
    result.add(FrameLog.magic)
    result.add(sequence)
    result.add(checksum(payload))
    result += payload
    return result + FrameLog.end.prefix(max(0, room - result.count))
  }

  /// Notes that the frame of this payload was written.
  mutating func advance(_ payload: [UInt8]) {
    seed = checksum(payload)
    position += FrameLog.headBytes + payload.count
    sequence += 1
  }

  private func checksum(_ payload: [UInt8]) -> UInt64 {
    var sum = Checksum(seed)
    sum.add(sequence)
    sum.add(payload)
    return sum.value
  }

  /// Hands out the payloads from `position` on, as far as they are there.
  ///
  /// A frame whose payload is damaged is passed over where the one behind it is tied to it: then `body` gets `nil`.
  mutating func read(
    _ bytes: any FileBytes, _ body: ([UInt8]?) -> Void
  ) throws(FileFailure) {
    while let head = try head(bytes, at: position, sequence) {
      let payload = try bytes.read(at: position + FrameLog.headBytes, count: head.length)
      let end = position + FrameLog.headBytes + head.length
      if payload.count == head.length, checksum(payload) == head.checksum {
        advance(payload)
        body(payload)
        continue
      }
      guard try isFollowed(bytes, head, end) else { break }
      damage.append(FileDamage(offset: position, words: "frame \(sequence) is damaged"))
      seed = head.checksum
      position = end
      sequence += 1
      body(nil)
    }
  }

  /// Whether behind a damaged frame there is one that follows it.
  private func isFollowed(
    _ bytes: any FileBytes, _ damaged: (length: Int, checksum: UInt64), _ end: Int
  ) throws(FileFailure) -> Bool {
    guard let next = try head(bytes, at: end, sequence + 1) else { return false }
    let payload = try bytes.read(at: end + FrameLog.headBytes, count: next.length)
    var sum = Checksum(damaged.checksum)
    sum.add(sequence + 1)
    sum.add(payload)
    return payload.count == next.length && sum.value == next.checksum
  }

  /// The head of a frame with this number; `nil` where there is none.
  private func head(
    _ bytes: any FileBytes, at offset: Int, _ sequence: UInt64
  ) throws(FileFailure) -> (length: Int, checksum: UInt64)? {
    guard offset + FrameLog.headBytes <= range.upperBound else { return nil }
    let head = try bytes.read(at: offset, count: FrameLog.headBytes)
    var reader = ByteReader(head)
    let length = Int(reader.number(UInt32.self))
    guard reader.number(UInt32.self) == FrameLog.magic, reader.number(UInt64.self) == sequence
    else { return nil }
    let checksum = reader.number(UInt64.self)
    guard !reader.isBroken, length <= FrameLog.longest,
      offset + FrameLog.headBytes + length <= range.upperBound
    else { return nil }
    return (length, checksum)
  }

  /// Notes where frames end though nobody ended them.
  mutating func noteEnd(_ bytes: any FileBytes) throws(FileFailure) {
    guard room >= FrameLog.headBytes else { return }
    let head = try bytes.read(at: position, count: FrameLog.headBytes)
    guard head.contains(where: { $0 != 0 }) else { return }
    damage.append(
      FileDamage(
        offset: position, words: "frame \(sequence) is damaged or torn, and what follows it is lost"
      ))
  }
}

/// Something that is not as it was written.
public struct FileDamage: Hashable, Sendable {
  /// Where it begins, in bytes from the start of the file.
  public let offset: Int
  /// What it is and what it costs.
  public let words: String
}
