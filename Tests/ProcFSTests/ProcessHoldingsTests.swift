import ProcFS
import Testing

/// The kernel's files about what a process has open and what it may use.
struct ProcessHoldingsTests {
  @Test(
    arguments: [
      ("pos:\t12\nflags:\t0100000\nmnt_id:\t28\nino:\t9\n", true, false, false, 28),
      ("pos:\t0\nflags:\t0102001\nmnt_id:\t30\n", false, true, true, 30),
      ("flags:\t02\n", true, true, false, nil),
      ("flags:\t012000000\nmnt_id:\tx", false, false, false, nil),
      ("flags:\t9\n", nil, nil, nil, nil), ("", nil, nil, nil, nil),
    ] as [(String, Bool?, Bool?, Bool?, UInt64?)])
  func `a descriptor's flags say what may be done through it`(
    text: String, reads: Bool?, writes: Bool?, appends: Bool?, mount: UInt64?
  ) {
    let state = DescriptorState(Array(text.utf8).span)
    #expect(state.isReadable == reads)
    #expect(state.isWritable == writes)
    #expect(state.appends == appends)
    #expect(state.mountID == mount)
  }

  @Test(
    arguments: [
      ("/var/log/x", .file(path: Array("/var/log/x".utf8), isMarkedDeleted: false)),
      ("/x y (deleted)", .file(path: Array("/x y".utf8), isMarkedDeleted: true)),
      ("socket:[42]", .socket(42)), ("pipe:[7]", .pipe(7)),
      ("anon_inode:[eventfd]", .kernel(name: Array("eventfd".utf8))),
      ("anon_inode:inotify", .kernel(name: Array("inotify".utf8))),
      ("/memfd:wl_shm (deleted)", .memory(name: Array("wl_shm".utf8))),
      ("/memfd:real file", .file(path: Array("/memfd:real file".utf8), isMarkedDeleted: false)),
      ("socket:[x]", .file(path: Array("socket:[x]".utf8), isMarkedDeleted: false)),
      ("socket:[", .file(path: Array("socket:[".utf8), isMarkedDeleted: false)),
      ("", .file(path: [], isMarkedDeleted: false)),
    ] as [(String, DescriptorTarget)])
  func `a descriptor's link names what it is open on`(link: String, target: DescriptorTarget) {
    #expect(DescriptorTarget(Array(link.utf8)) == target)
  }

  @Test func `limits without numbers are passed over`() {
    let text = """
      Limit                     Soft Limit           Hard Limit           Units
      Max file locks            unlimited            unlimited            locks
      Max stack size            8388608              unlimited            bytes
      Max broken                12x                  unlimited            bytes
      Max cut
      """
    let limits = ProcessLimits(Array(text.utf8).span).limits
    #expect(
      limits.map { "\(String(decoding: $0.name, as: UTF8.self)) \($0.soft ?? 0) \($0.hard ?? 0)" }
        == [
          "Max file locks 0 0", "Max stack size 8388608 0",
        ])
  }

  @Test func `sockets of both families by number`() {
    let text = """
        sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
         0: B80D0120000000000000000001000000:01BB 0000000000000000FFFF00000100007F:C350 01 00000000:00000000 00:00000000 00000000 33 0 77 1
         1: 0100007F:0CEA 00000000:0000 0A 00000000:00000000 00:00000000 00000000 33 0 78 1
         2: 0100007F:0CEA 00000000:0000 0A 00000000:00000000 00:00000000 00000000 33 0 79 1
         3: 0100007F00:0CEA 00000000:0000 0A 0:0 00:00 0 33 0 78 1
      """
    let entries = SocketTable.internet(Array(text.utf8).span, wanted: [77, 78])
    #expect(
      entries.map { entry in
        "\(entry.inode) \(entry.localAddress.text) \(entry.localPort) "
          + "\(entry.remoteAddress.text) \(entry.remotePort) \(entry.state)"
      } == ["77 2001:db8::1 443 127.0.0.1 50000 1", "78 127.0.0.1 3306 0.0.0.0 0 10"])
  }

  @Test func `mounts have numbers, and overlays an upper folder`() {
    let text =
      "31 1 0:40 / /o rw - overlay o rw,lowerdir=/l,upperdir=/u\\040x,workdir=/w\n"
      + "x 1 8:1 / /b rw - ext4 /dev/sda1 rw\n"
    let mounts = MountInformation(Array(text.utf8).span).mounts
    #expect(mounts.map(\.id) == [31, nil])
    #expect(mounts.map(\.upperFolder) == [Array("/u x".utf8), nil])
  }

  @Test func `mappings of deleted files are told once a file, by the name of the first`() {
    let text = """
      00400000-00452000 r-xp 00000000 08:02 173521      /usr/bin/dbus-daemon
      00651000-00652000 r--s 00051000 fd:0a 77          /var/lib/a b (deleted)
      7f2c00000000-7f2c00021000 r--s 00000000 fd:0a 77  /var/lib/a b (deleted)
      7f2c10000000-7f2c10021000 rw-p 00000000 00:00 0
      7f2c20000000-7f2c20021000 rw-s 00000000 00:01 2059 /memfd:cache (deleted)
      7f2c30000000-7f2c30021000 rw-s 00000000 08:02 9 (deleted)
      7f2c40000000-7f2c40021000 rw-s 00000000 0802 9 /x (deleted)
      x-y rw-s 00000000 08:02 9 /x (deleted)
      7f2c50000000-7f2c50021000 rw-s 00000000 08:02 0 /x (deleted)
      7ffd7c0e0000-7ffd7c101000 rw-p 00000000 00:00 0   [stack]

      """
    let found = DeletedMapping.read(Array(text.utf8).span, most: 9)
    #expect(
      found.map { String(decoding: $0.name, as: UTF8.self) } == [
        "651000-652000", "7f2c20000000-7f2c20021000",
      ])
    #expect(found.map(\.major) == [253, 0] && found.map(\.minor) == [10, 1])
    #expect(found.map(\.inode) == [77, 2059])
    #expect(
      found.map { String(decoding: $0.path, as: UTF8.self) } == ["/var/lib/a b", "/memfd:cache"])
    #expect(DeletedMapping.read(Array(text.utf8).span, most: 1).count == 1)
  }
}
