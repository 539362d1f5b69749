import Metrics
import Testing

@testable import TimeSeries

/// A file that is seldom asked about keeps little in memory, and answers as if it kept everything.
@Suite struct RestingFileTests {
  private static func world(seed: UInt64) throws -> FileWorld {
    var world = try FileWorld(seed: seed)
    for round in 0..<30 {
      world.append(seconds: 20)
      try world.flush()
      if round == 20 { try world.writer.checkpoint() }
    }
    return world
  }

  @Test func `a file rests after some turns without a question, and not before`() throws {
    let world = try Self.world(seed: 71)
    let file = try RingFile(world.file)
    #expect([file.rest(after: 2), file.rest(after: 2)] == [false, false])
    #expect(rawSamples(file) == world.model)
    #expect([file.rest(after: 2), file.rest(after: 2)] == [false, false], "asked in between")
    let oldest = file.oldest
    #expect(file.rest(after: 2))
    #expect(file.isResting)
    #expect(file.contents.table.isEmpty == false, "what is asked for is read again")
    #expect(!file.isResting)
    #expect(file.oldest == oldest)
  }

  @Test func `of a file that rests only head and oldest moment are kept`() throws {
    let world = try Self.world(seed: 72)
    let file = try RingFile(world.file)
    let oldest = try #require(file.oldest)
    #expect(file.rest(after: 0))
    #expect(!file.rest(after: 0), "it rests already")
    // Whatever is read now fails: neither of both is read.
    world.file.failReads(true)
    #expect(file.oldest == oldest)
    #expect(file.facts == FileWorld.facts)
    #expect(file.isResting)
  }

  @Test func `what was written while a file rested is found by the next question`() throws {
    var world = try Self.world(seed: 73)
    let file = try RingFile(world.file)
    #expect(file.rest(after: 0))
    for round in 0..<30 {
      world.append(seconds: 20)
      try world.flush()
      if round % 10 == 9 { try world.writer.checkpoint() }
    }
    #expect(rawSamples(file) == world.model)
    #expect(file.newest == world.now)
    #expect(file.rest(after: 0))
    world.append(seconds: 5)
    try world.flush()
    #expect(try file.refresh(), "it is read anew")
    #expect(!file.isResting)
    #expect(rawSamples(file) == world.model)
  }

  @Test func `a disk that fails is said, and the file answers when it is back`() throws {
    let world = try Self.world(seed: 74)
    let file = try RingFile(world.file)
    #expect(file.rest(after: 0))
    world.file.failReads(true)
    #expect(rawSamples(file) == [:])
    #expect(file.failure?.number == 5)
    #expect(file.isResting)
    world.file.failReads(false)
    #expect(rawSamples(file) == world.model)
    #expect(file.failure == nil)
  }
}
