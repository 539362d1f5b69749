/// Why bytes are not an arena that can be read.
public enum ArenaError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There are too few bytes for a head, or fewer than the head says.
  case short(bytes: Int, expected: Int)
  /// They do not begin as an arena does, or its writer had not finished the head.
  case foreign
  /// A machine wrote it that keeps the bytes of a number in another order.
  case byteOrder
  /// It is written in a format of another version.
  case version(Int)
  /// The head's checksum does not fit: some of its bytes have changed.
  case damagedHead
  /// An area of the table is not as the format has it; its number counts from 0.
  case area(Int, reason: AreaFault)

  /// What is wrong with an area.
  public enum AreaFault: Hashable, Sendable {
    /// It stands for another class or resolution than its place says, or its blocks have another size.
    case shape
    /// It leaves the piece.
    case outside
    /// It overlaps the area or the head before it, or begins within a page.
    case place
  }

  /// "arena: …; expected …", in lower case.
  public var description: String {
    switch self {
    case .short(let bytes, let expected):
      "arena: \(bytes) bytes; expected at least \(expected)"
    case .foreign: "arena: not the bytes of an arena; expected 'RINGSIDE' at the start"
    case .byteOrder: "arena: written by a machine of another byte order; expected little-endian"
    case .version(let version):
      "arena: written in version \(version) of the format; expected version \(ArenaHead.version)"
    case .damagedHead: "arena: the head has changed since it was written; expected its checksum"
    case .area(let number, let fault): "arena: area \(number) of the head \(fault.words)"
    }
  }
}

extension ArenaError.AreaFault {
  fileprivate var words: String {
    switch self {
    case .shape: "has another shape; expected that of its class and resolution"
    case .outside: "leaves the arena; expected it to end before the arena does"
    case .place: "begins at a wrong place; expected it at a page of its own behind the one before"
    }
  }
}
