import Foundation

@testable import Collectors

/// Processes with open files: the small files stand in a tree, links and sizes here, as no tree can hold them.
final class FakeDescriptors: @unchecked Sendable {
  /// What is asked of a file on a mount that hangs: a test fails where anybody asks.
  var asked: [String] = []
  private var folders: [String: Result<[Int32], DescriptorLook.Errno>] = [:]
  private var targets: [String: String] = [:]
  private var statuses: [String: FileStatus] = [:]
  private let fixture: Fixture

  init(_ fixture: Fixture) { self.fixture = fixture }

  /// A process with a name and no open file.
  func process(_ pid: Int32, _ comm: String, start: Int = 100) throws {
    try fixture.write("proc/\(pid)/comm", comm + "\n")
    try fixture.write("proc/\(pid)/stat", Self.stat(pid, comm, start: start))
    folders["\(fixture.root)/proc/\(pid)/fd"] = .success([])
  }

  static func stat(_ pid: Int32, _ comm: String, state: String = "S", start: Int) -> String {
    "\(pid) (\(comm)) \(state) 1 1 1 0 -1 0 0 0 0 0 5 3 0 0 20 0 1 0 \(start) 4096 10\n"
  }

  /// A process whose folder of open files says no, with the system's error number.
  func refuses(_ pid: Int32, _ code: Int32) {
    folders["\(fixture.root)/proc/\(pid)/fd"] = .failure(DescriptorLook.Errno(code: code))
  }

  /// Opens a file of a process.
  func open(
    _ pid: Int32, _ number: Int32, _ target: String, flags: String = "0100001", mount: Int? = nil,
    position: Int = 0, _ status: FileStatus? = nil
  ) throws {
    let folder = "\(fixture.root)/proc/\(pid)"
    let known = (try? folders[folder + "/fd"]?.get()) ?? []
    folders[folder + "/fd"] = .success(known + [number])
    targets["\(folder)/fd/\(number)"] = target
    statuses["\(folder)/fd/\(number)"] = status
    let id = mount.map { "mnt_id:\t\($0)\n" } ?? ""
    try fixture.write(
      "proc/\(pid)/fdinfo/\(number)", "pos:\t\(position)\nflags:\t\(flags)\n\(id)")
  }

  /// Maps a deleted file, at an address of its own; without a status nobody may ask for its size.
  func map(
    _ pid: Int32, _ path: String, device: String = "08:11", inode: Int, _ status: FileStatus?
  ) throws {
    let folder = "\(fixture.root)/proc/\(pid)"
    let before = (try? String(contentsOfFile: folder + "/maps", encoding: .utf8)) ?? ""
    let address = "7f\(inode)000"
    statuses["\(folder)/map_files/\(address)-\(address)"] = status
    try fixture.write(
      "proc/\(pid)/maps",
      before + "00\(address)-00\(address) r--s 00000000 \(device) \(inode)   \(path) (deleted)\n")
  }

  var look: DescriptorLook {
    DescriptorLook(
      names: { folder, limit in
        (self.folders[folder] ?? .failure(DescriptorLook.Errno(code: ENOENT)))
          .map { Array($0.prefix(limit)) }
      },
      target: { self.targets[$0].map { Array($0.utf8) } },
      status: { link in
        self.asked.append(link)
        return self.statuses[link]
      })
  }
}

extension FileStatus {
  /// A file by its number, of which so much is held.
  static func file(_ inode: UInt64, _ size: UInt64, held: UInt64? = nil, links: UInt64 = 1)
    -> FileStatus
  {
    FileStatus(
      device: 2049, inode: inode, sizeBytes: size, heldBytes: held ?? (size + 4095) / 4096 * 4096,
      links: links)
  }
}
