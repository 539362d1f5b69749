internal import Collectors
internal import Storage

/// Where a recorder says which file it writes, so that a dashboard of the same user finds it wherever that is.
///
/// The note stands beside the ring file that a dashboard would keep, of the same machine and user. It may be left over: what
/// it names counts only as long as a recorder holds the lock of that file.
struct RecorderNote {
  let path: String

  private static let mostBytes = 4096

  /// The note of the machine with these files; `nil` where there is no place for one.
  init?(_ paths: HostPaths = HostPaths()) {
    guard let ring = RingFileChoice.usualPath(paths) else { return nil }
    path = ring + ".recorder"
  }

  /// The file that was noted last and who records into it now; `nil` where nobody does.
  var recorder: (path: String, holder: Holder)? {
    guard let file = try? DescriptorFile(path, .reading),
      let bytes = try? file.read(at: 0, count: RecorderNote.mostBytes)
    else { return nil }
    let ring = String(decoding: bytes.prefix { $0 != 0x0a }, as: UTF8.self)
    guard ring.hasPrefix("/"), let holder = WriterLock.holder(of: ring), holder.isRecorder else {
      return nil
    }
    return (ring, holder)
  }

  /// Notes the file `ring`; without a folder of its own there is no note, and dashboards have to be told.
  func write(_ ring: String) {
    guard RingFileChoice.makeFolder(for: path) != nil, !ring.contains("\n"),
      let file = try? DescriptorFile(path, .creating(mode: 0o600))
    else { return }
    let bytes = Array((ring + "\n").utf8)
    guard bytes.count <= RecorderNote.mostBytes else { return }
    _ = try? file.resize(to: 0)
    _ = try? file.write(bytes, at: 0)
  }
}
