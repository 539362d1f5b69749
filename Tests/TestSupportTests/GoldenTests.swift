import Testing

@testable import TestWorld

@Suite struct GoldenTests {
  private let folder: FileTree

  init() throws { folder = try FileTree(name: "ringside-golden") }

  private func golden(isRecording: Bool = false) -> Golden {
    Golden("frame", file: folder.root + "/Test.swift", isRecording: isRecording)
  }

  @Test func `a golden that was never recorded is a failure that shows the frame`() {
    let path = folder.root + "/Goldens/frame.txt"
    #expect(
      throws: Golden.Mismatch(
        description:
          "\(path): no such golden; look at the frame, then 'make record-goldens':\none\n")
    ) { try golden().check("one") }
  }

  @Test func `a recorded frame passes, another shows the rows that differ`() throws {
    let facts = [Golden.Fact("CPU busy now", "3.1 cores")]
    try golden(isRecording: true).check("one\n3.1 cores\n", facts: facts)
    try golden().check("one\n3.1 cores\n", facts: facts)
    let path = folder.root + "/Goldens/frame"
    #expect(
      throws: Golden.Mismatch(description: "\(path).txt: differs:\n1 - one\n1 + two\n3 + x\n")
    ) { try golden().check("two\n3.1 cores\nx\n") }
    #expect(
      throws: Golden.Mismatch(
        description: "\(path).facts: differs:\n1 - CPU busy now = 3.1 cores\n1 + CPU = 3.1\n")
    ) { try golden().check("one\n3.1 cores\n", facts: [Golden.Fact("CPU", "3.1")]) }
  }

  @Test func `a frame that does not say a fact fails even while recording`() {
    #expect(
      throws: Golden.Mismatch(
        description: "the frame does not say:\n  CPU busy now = 3.1 cores\nthe frame:\nidle")
    ) {
      try golden(isRecording: true).check("idle", facts: [.init("CPU busy now", "3.1 cores")])
    }
  }
}
