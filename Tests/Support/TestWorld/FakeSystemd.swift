/// A made-up machine's systemd: what `systemctl show` prints there.
package final class FakeSystemd: @unchecked Sendable {
  /// A unit of it.
  package struct Unit {
    /// Its name.
    package var name: String
    /// What it does: `active`, `failed` and their like.
    package var state = "active"
    /// How often it was started again.
    package var restarts = 0
    /// When its state changed last, in seconds since the epoch.
    package var since: Int
    /// Why it failed, and how its main process ended: 1 for a status, 2 for a signal, with the number.
    package var result = "success"
    package var exit: (code: Int, status: Int) = (0, 0)

    /// An active unit.
    package init(_ name: String, since: Int) {
      self.name = name
      self.since = since
    }
  }

  /// The units; `nil` where systemd does not run.
  package var units: [Unit]?

  /// What is printed for all of them.
  package var text: String {
    (units ?? []).map { unit in
      let isService = unit.name.hasSuffix(".service")
      let service = """
        Type=simple
        Result=\(unit.result)
        NRestarts=\(unit.restarts)
        ExecMainCode=\(unit.exit.code)
        ExecMainStatus=\(unit.exit.status)

        """
      let time = FakeSystemd.time(unit.since)
      return (isService ? service : "") + """
        Id=\(unit.name)
        LoadState=loaded
        ActiveState=\(unit.state)
        StateChangeTimestamp=\(time)
        ActiveEnterTimestamp=\(unit.state == "active" ? time : "")

        """
    }.joined(separator: "\n")
  }

  /// A moment after the beginning of November 2023, in which made-up machines live; the day of the week is not looked at.
  private static func time(_ seconds: Int) -> String {
    var days = (seconds - 1_698_796_800) / 86_400
    var (year, month) = (2023, 11)
    let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    while days >= lengths[month - 1] {
      days -= lengths[month - 1]
      (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
    }
    let two = { (number: Int) in (number < 10 ? "0" : "") + "\(number)" }
    let clock = [seconds % 86_400 / 3600, seconds % 3600 / 60, seconds % 60].map(two)
    return "Tue \(year)-\(two(month))-\(two(days + 1)) \(clock.joined(separator: ":")) UTC"
  }
}
