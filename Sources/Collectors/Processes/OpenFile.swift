public import Metrics
internal import ProcFS

/// A file that a process has open.
public struct OpenFile: Hashable, Sendable {
  /// What it is.
  public enum Kind: String, Hashable, Sendable {
    /// A file or folder.
    case file
    /// A file that has no name any more, by the kernel's mark.
    case deleted
    /// A socket.
    case socket
    /// A pipe.
    case pipe
    /// Memory with a name.
    case memory
    /// Something of the kernel's.
    case kernel
  }

  /// Its number.
  public var number: Int32
  /// What it is.
  public var kind: Kind
  /// Its path or name; of a socket both ends where they are known.
  public var name: ByteString
  /// Whether it may be read through; `nil` where nobody knows.
  public var isReadable: Bool?
  /// Whether it may be written through; `nil` where nobody knows.
  public var isWritable: Bool?
  /// Where the next byte is read or written; `nil` where nobody knows, and for what has no places.
  public var position: UInt64?
  /// What is known of a socket; `nil` for what is none and where the kernel's tables do not have it.
  public var socket: OpenSocket?
}

/// What the kernel's tables say of a socket.
public struct OpenSocket: Hashable, Sendable {
  /// `tcp`, `udp` or `unix`.
  public var family: String
  /// The local end; empty for a local socket without a name.
  public var local: ByteString
  /// The other end; empty where there is none.
  public var remote: ByteString
  /// The state's name; empty where there is none.
  public var state: String
  /// The smoothed round trip; `nil` where the kernel does not report it.
  public var roundTripSeconds: Double?
  /// Bytes that the other end has not acknowledged; `nil` where the kernel does not report them.
  public var sendQueueBytes: UInt32?
}

extension ProcessContents {
  /// Reads the open files of a process and names their other ends.
  mutating func readFiles(_ folder: String, _ look: DescriptorLook, _ sockets: SocketNames) {
    let numbers: [Int32]
    switch look.names(folder + "/fd", ProcessContents.mostFiles + 1) {
    case .failure(let reason):
      files = reason.isDenied ? .denied : .absent
      return
    case .success(let found): numbers = found
    }
    hasMoreFiles = numbers.count > ProcessContents.mostFiles
    var found: [OpenFile] = []
    var inodes: [Int: UInt64] = [:]
    for number in numbers.prefix(ProcessContents.mostFiles) {
      guard let link = look.target("\(folder)/fd/\(number)") else { continue }
      let target = DescriptorTarget(link)
      if case .socket(let inode) = target { inodes[found.count] = inode }
      let bytes = Tree.bytes("\(folder)/fdinfo/\(number)", limit: 4096) ?? []
      found.append(ProcessContents.file(number, target, DescriptorState(bytes.span)))
    }
    let known = sockets.named(Set(inodes.values), folder)
    for (place, inode) in inodes {
      guard let socket = known[inode] else { continue }
      found[place].socket = socket
      let ends = [socket.local, socket.remote].filter { !$0.isEmpty }.map(\.text)
      found[place].name = ByteString(([socket.family] + ends).joined(separator: " "))
    }
    files = .known(found)
  }

  private static func file(
    _ number: Int32, _ target: DescriptorTarget, _ state: DescriptorState
  ) -> OpenFile {
    let kind: OpenFile.Kind
    let name: ByteString
    switch target {
    case .file(let path, let isMarked):
      (kind, name) = (isMarked ? .deleted : .file, ByteString(path))
    case .socket(let inode): (kind, name) = (.socket, ByteString("socket \(inode)"))
    case .pipe(let inode): (kind, name) = (.pipe, ByteString("pipe \(inode)"))
    case .memory(let text): (kind, name) = (.memory, ByteString(text))
    case .kernel(let text): (kind, name) = (.kernel, ByteString(text))
    }
    let hasPlaces = kind == .file || kind == .deleted || kind == .memory
    return OpenFile(
      number: number, kind: kind, name: name, isReadable: state.isReadable,
      isWritable: state.isWritable, position: hasPlaces ? state.position : nil)
  }
}
