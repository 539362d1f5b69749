import Testing

@testable import ringside

struct ProgramPagesTests {
  @Test(
    arguments: [
      ("0::/a/b\n", ["/sys/fs/cgroup/a/memory.max": "4096\n"], 4096),
      (
        "0::/a/b\n",
        ["/sys/fs/cgroup/a/memory.max": "4096\n", "/sys/fs/cgroup/a/b/memory.max": "max\n"], 4096
      ),
      ("0::/\n", ["/sys/fs/cgroup/memory.max": "8192\n"], 8192),
      (
        "7:cpu,memory:/x\n0::/\n", ["/sys/fs/cgroup/memory/x/memory.limit_in_bytes": "12288\n"],
        12288
      ),
      ("7:cpu:/x\n", ["/sys/fs/cgroup/memory/x/memory.limit_in_bytes": "12288\n"], UInt64.max),
      ("0::/a\n", ["/sys/fs/cgroup/a/memory.max": "much\n"], UInt64.max),
      ("no such line\n", [:], UInt64.max),
      (nil, [:], UInt64.max),
    ] as [(String?, [String: String], UInt64)])
  func `the tightest limit of memory is that of the group and of all above it`(
    _ groups: String?, _ files: [String: String], _ limit: UInt64
  ) {
    #expect(ProgramPages.memoryLimit(groups) { files[$0] } == limit)
  }
}
