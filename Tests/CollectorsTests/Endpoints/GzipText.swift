/// Compressed bodies made by hand, one to read and one to burst.
enum GzipText {
  private static let head: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]

  /// The text in one stored block, with its checksum.
  static func stored(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    let length = UInt16(bytes.count)
    var result = head + [1] + littleEndian(length) + littleEndian(~length) + bytes
    result += littleEndian(checksum(bytes)) + littleEndian(UInt32(bytes.count))
    return result
  }

  /// Some 400 kB that become `megabytes` MB of the letter a: a fixed block of the longest copies, its end left out.
  static func bomb(megabytes: Int) -> [UInt8] {
    var bits = BitWriter(head)
    bits.write(1, count: 1)
    bits.write(1, count: 2)
    bits.writeReversed(0x30 + 97, count: 8)
    // Length code 285 stands for 258 bytes, distance code 0 for the byte before.
    for _ in 0..<(megabytes << 20) / 258 {
      bits.writeReversed(0b1100_0101, count: 8)
      bits.write(0, count: 5)
    }
    return bits.bytes
  }

  private struct BitWriter {
    private(set) var bytes: [UInt8]
    private var free = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func write(_ value: Int, count: Int) {
      for bit in 0..<count {
        if free == 0 {
          bytes.append(0)
          free = 8
        }
        bytes[bytes.count - 1] |= UInt8(value >> bit & 1) << (8 - free)
        free -= 1
      }
    }

    mutating func writeReversed(_ code: Int, count: Int) {
      for bit in (0..<count).reversed() { write(code >> bit & 1, count: 1) }
    }
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 1 ? 0xedb8_8320 : 0) }
    }
    return ~sum
  }
}
