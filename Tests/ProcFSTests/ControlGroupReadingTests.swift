import ProcFS
import Testing

/// The files that say what a control group has used.
struct ControlGroupReadingTests {
  private func cpu(_ text: String) -> ControlGroupCPU { ControlGroupCPU(Array(text.utf8).span) }

  private func devices(_ text: String) -> [ControlGroupIO.Device] {
    var found: [ControlGroupIO.Device] = []
    ControlGroupIO.read(Array(text.utf8).span, into: &found)
    return found
  }

  @Test func `the CPU's times and periods are read by name, whatever stands between`() {
    let reading = cpu(
      """
      usage_usec 372049
      user_usec 201034
      system_usec 171015
      core_sched.force_idle_usec 9
      nr_periods 40
      nr_throttled 10
      throttled_usec 750000
      nr_bursts 7
      burst_usec 8

      """)
    #expect(reading.usageMicroseconds == 372_049)
    #expect(reading.userMicroseconds == 201_034)
    #expect(reading.systemMicroseconds == 171_015)
    #expect(reading.periods == 40)
    #expect(reading.throttledPeriods == 10)
    #expect(reading.throttledMicroseconds == 750_000)
  }

  @Test func `without the controller the times are there and the periods are absent`() {
    let reading = cpu("usage_usec 5\nuser_usec 3\nsystem_usec 2\n")
    #expect(reading.usageMicroseconds == 5)
    #expect(reading.periods == nil)
    #expect(reading.throttledMicroseconds == nil)
  }

  @Test(
    arguments: [
      "", "\n", "usage_usec", "usage_usec \n", "usage_usec -5\n", "usage_usec 5 6\n",
      "usage_usec 5x\n", "usage_usec 18446744073709551616\n", "usage_use 5\n", "usage_usec5\n",
      "USAGE_USEC 5\n", "5 usage_usec\n", "usage_usec\u{0} 5\n",
    ])
  func `what is no name and number is absent`(text: String) {
    #expect(cpu(text) == cpu(""))
  }

  @Test func `the last line may lack its line feed, and the last of two counts`() {
    #expect(cpu("usage_usec 4\nusage_usec 18446744073709551615").usageMicroseconds == .max)
  }

  @Test func `memory is told apart by what it holds`() {
    let text = "anon 600\nfile 900\nkernel 50\ninactive_file 300\nactive_file 500\npgmajfault 11\n"
    let reading = ControlGroupMemory(Array(text.utf8).span)
    #expect(reading.anonymousBytes == 600)
    #expect(reading.fileBytes == 900)
    #expect(reading.inactiveFileBytes == 300)
    #expect(reading.majorFaults == 11)
  }

  @Test func `names that only begin alike are no part of memory`() {
    let text = "anon_thp 600\nfile_mapped 900\ninactive_file_ 300\npgmajfaults 11\nano 1\n"
    let reading = ControlGroupMemory(Array(text.utf8).span)
    #expect(reading == ControlGroupMemory(Array("".utf8).span))
  }

  @Test func `events of memory are counted by kind`() {
    let text = "low 1\nhigh 2\nmax 3\noom 4\noom_kill 5\noom_group_kill 6\n"
    let reading = ControlGroupMemoryEvents(Array(text.utf8).span)
    #expect(reading.low == 1)
    #expect(reading.high == 2)
    #expect(reading.max == 3)
    #expect(reading.outOfMemory == 4)
    #expect(reading.kills == 5)
  }

  @Test func `each device has its counts, and one that was not used is none`() {
    let found = devices(
      """
      259:0 rbytes=90112 wbytes=4096 rios=12 wios=1 dbytes=0 dios=0
      7:0
      7:1 7:2 rbytes=1 wbytes=0 rios=2 wios=0 dbytes=0 dios=0
      253:1048575 wbytes=8 cost.usage=3

      """)
    #expect(
      found.map { [$0.major, $0.minor] } == [[259, 0], [7, 2], [253, 1_048_575]])
    #expect(found.map(\.readBytes) == [90_112, 1, nil])
    #expect(found.map(\.writtenBytes) == [4096, 0, 8])
    #expect(found.map(\.reads) == [12, 2, nil])
    #expect(found.map(\.writes) == [1, 0, nil])
  }

  @Test(
    arguments: [
      "", "\n", "rbytes=1\n", "8 rbytes=1\n", "8: rbytes=1\n", ":0 rbytes=1\n",
      "4294967296:0 rbytes=1\n", "8:0 rbytes=\n", "8:0 rbytes=-1\n", "8:0 =1\n", "8:0 rbytes 1\n",
      "8:0 rbytes=18446744073709551616\n", "8:0:1 rbytes=1\n", "8:x rbytes=1\n",
    ])
  func `what is no device with a count is none`(text: String) {
    #expect(devices(text) == [])
  }

  @Test func `a reading replaces the one before it`() {
    var found = devices("8:0 rbytes=1\n8:16 rbytes=2\n")
    ControlGroupIO.read(Array("8:32 rbytes=3\n".utf8).span, into: &found)
    #expect(found.map(\.minor) == [32])
  }

  @Test func `a tree knows how many groups live in it and how many are dying`() {
    let text = "nr_descendants 61\nnr_subsys_cpu 3\nnr_dying_descendants 2\n"
    let reading = ControlGroupTree(Array(text.utf8).span)
    #expect(reading.descendants == 61)
    #expect(reading.dyingDescendants == 2)
  }

  @Test(
    arguments: [
      ("populated 1\nfrozen 0\n", true, false), ("populated 0\nfrozen 1\n", false, true),
      ("populated 2\n", nil, nil), ("populated yes\nfrozen\n", nil, nil), ("", nil, nil),
    ] as [(String, Bool?, Bool?)])
  func `a group is populated or frozen where the kernel says 1`(
    text: String, isPopulated: Bool?, isFrozen: Bool?
  ) {
    let reading = ControlGroupState(Array(text.utf8).span)
    #expect(reading.isPopulated == isPopulated)
    #expect(reading.isFrozen == isFrozen)
  }

  @Test func `a group's pressure is written like the machine's`() {
    let text = """
      some avg10=1.20 avg60=0.40 avg300=0.10 total=4012
      full avg10=0.00 avg60=0.00 avg300=0.00 total=17

      """
    let reading = Pressure(Array(text.utf8).span)
    #expect(reading.someMicroseconds == 4012)
    #expect(reading.fullMicroseconds == 17)
  }
}
