/// Why a ring file cannot be opened or made.
public enum RingFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes could not be read or written.
  case failure(FileFailure)
  /// There is nothing in the file.
  case empty
  /// It is something else.
  case foreign
  /// It was written by a later program.
  case version(UInt32)
  /// It was written on a machine of the other byte order.
  case byteOrder
  /// Both copies of the head are damaged.
  case damagedHead
  /// What is to be noted of its origin does not fit into the head.
  case longFacts(bytes: Int, most: Int)
  /// It ends inside the first copy of its head.
  case truncatedHead(bytes: Int)

  /// What happened and what was expected, without the file's name.
  public var description: String {
    switch self {
    case .failure(let failure): "\(failure)"
    case .empty: "is empty; expected a ring file"
    case .foreign: "is no ring file; expected one to begin with 'RINGFILE'"
    case .version(let version):
      "is a ring file of version \(version); this program reads version \(FileHead.version)"
    case .byteOrder: "was written in the other byte order; expected little-endian"
    case .damagedHead: "both copies of its head are damaged; nothing in it can be placed"
    case .longFacts(let bytes, let most):
      "facts of \(bytes) bytes do not fit into the head; expected at most \(most)"
    case .truncatedHead(let bytes):
      "ends after \(bytes) bytes, inside its head; expected at least \(FileHead.bytes)"
    }
  }
}
