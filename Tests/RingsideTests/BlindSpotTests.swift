import Glibc
import Presentation
import Testing

@testable import Collectors
@testable import ringside

@Suite struct BlindSpotTests {
  @Test(arguments: [
    (Access.ordinary, EACCES, "start ringside as root, or give it CAP_SYS_PTRACE"),
    (.confined, EACCES, "this root lacks CAP_SYS_PTRACE"), (.full, EPERM, "refused even to root"),
    // Nobody could read what is broken or not there.
    (.ordinary, EIO, ""), (.full, ENOENT, ""),
  ])
  func `who may not look is told what would help, and root not to become root`(
    access: Access, code: Int32, remedy: String
  ) {
    let problem = CollectorProblem(collector: "processes", path: "/proc/PID/io", code: code)
    #expect(Problem(problem, for: access).remedy.text == remedy)
  }
}
