import Metrics
import Testing

@testable import Presentation

@Suite struct ProcessGroupsTests {
  private static let number = String(repeating: "0123456789abcdef", count: 4)

  @Test(
    arguments: [
      ("/system.slice/docker-\(number).scope", "docker 0123456789ab"),
      ("/docker/\(number)", "docker 0123456789ab"),
      ("/docker/\(number)/init", "docker 0123456789ab"),
      (
        "/kubepods.slice/kubepods-pod1.slice/cri-containerd-\(number).scope",
        "containerd 0123456789ab"
      ),
      ("/kubepods/burstable/pod1/\(number)", "pod 0123456789ab"),
      ("/kubepods.slice/x.slice/crio-\(number).scope", "crio 0123456789ab"),
      ("/machine.slice/libpod-\(number).scope/container", "podman 0123456789ab"),
      ("/lxc.payload.web", "lxc web"), ("/lxc.payload.web/system.slice/a.service", "lxc web"),
      // What only looks like one: the keeper beside it, a short number, a number outside, a service of that name.
      ("/machine.slice/libpod-conmon-\(number).scope", nil), ("/docker/0123", nil),
      ("/user.slice/\(number)", nil), ("/system.slice/docker.service", nil), ("/", nil), ("", nil),
    ] as [(String, String?)])
  func `a control group names its container`(path: String, name: String?) {
    #expect(ContainerName.text(ByteString(path))?.text == name)
  }

  private static func row(_ pid: Int, _ cores: Double?, _ user: ByteString?, _ group: ByteString?)
    -> ProcessRow
  {
    var row = ProcessRow(pid: ByteString("\(pid)"), comm: "x")
    (row.cores, row.user, row.controlGroup) = (cores, user, group)
    row.residentBytes = 100
    return row
  }

  private static let rows = [
    row(1, 0.5, "www", "/system.slice/a.service"),
    row(2, 0.25, "www", ByteString("/docker/\(number)")),
    row(3, nil, "pg", "/system.slice/a.service"), row(4, 1, nil, nil),
    ProcessRow(pid: nil, comm: "rest"),
  ]

  @Test(
    arguments: [
      (.user, ["pg 1 – 100", "www 2 0.75 200", "– 1 1.0 100"]),
      (
        .controlGroup,
        [
          "/docker/\(number) 1 0.25 100", "/system.slice/a.service 2 0.5 200", "– 1 1.0 100",
        ]
      ),
      (
        .container,
        ["(no container) 2 0.5 200", "docker 0123456789ab 1 0.25 100", "– 1 1.0 100"]
      ),
    ] as [(ProcessGrouping, [String])])
  func `a group has what its processes use together, and what is not known is not zero`(
    grouping: ProcessGrouping, expected: [String]
  ) {
    let groups = ProcessGroups(grouping: grouping).rows(Self.rows)
    #expect(
      groups.map { group in
        "\(group.comm) \(group.members ?? 0) \(group.cores.map { "\($0)" } ?? "–") "
          + "\(Int(group.residentBytes ?? 0))"
      } == expected)
    #expect(groups.allSatisfy { $0.process == nil && ProcessKey(row: $0.key) == nil })
  }

  @Test func `the key goes through the groups and back to a flat table`() throws {
    var machine = Machine()
    machine.processes = [
      Machine.Process(pid: 20, comm: "shop", cores: 0.1),
      Machine.Process(pid: 21, comm: "db", user: "pg", cores: 0.5),
      Machine.Process(pid: 22, comm: "db", user: "pg", cores: 0.25),
    ]
    machine.run(seconds: 5)
    var session = Session(view: .processes)
    var seen: [[String]] = []
    for action in [Action.group, .group, .expandAll, .group, .tree, .tree] {
      let screen = try machine.screen(session)
      _ = session.apply(action, in: machine.situation, seeing: screen)
      let next = try machine.screen(session)
      let table = try #require(next.focusedTable?.table)
      let cpu = try #require(table.columns.firstIndex { $0.name == "cpu" })
      let title = try #require(next.panes.first).title.text
      seen.append(
        [title]
          + table.rows.map { ($0.cells.last?.text.text ?? "") + " " + $0.cells[cpu].text.text })
    }
    #expect(
      seen == [
        [
          "Processes by cgroup", "/system.slice/x.service (3) 0.85",
          "├─ /usr/bin/db -d 0.50", "├─ /usr/bin/db -d 0.25", "└─ /usr/bin/shop -d 0.10",
        ],
        [
          "Processes by user", "pg (2) 0.75", "├─ /usr/bin/db -d 0.50",
          "└─ /usr/bin/db -d 0.25", "www (1) 0.10", "└─ /usr/bin/shop -d 0.10",
        ],
        ["Processes by user", "+2 pg (2) 0.75", "+1 www (1) 0.10"],
        [
          "Processes by container", "(no container) (3) 0.85", "├─ /usr/bin/db -d 0.50",
          "├─ /usr/bin/db -d 0.25", "└─ /usr/bin/shop -d 0.10",
        ],
        [
          "Processes, a tree", "/usr/bin/db -d 0.50", "/usr/bin/db -d 0.25",
          "/usr/bin/shop -d 0.10",
        ],
        ["Processes", "/usr/bin/db -d 0.50", "/usr/bin/db -d 0.25", "/usr/bin/shop -d 0.10"],
      ])
  }
}
