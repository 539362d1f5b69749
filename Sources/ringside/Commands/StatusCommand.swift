internal import Metrics
internal import PromQL
internal import PromQLSyntax
internal import Presentation

/// `ringside status`: this host in one line.
struct StatusCommand: Equatable {
  var options = DashboardOptions()
  var wantsHelp = false

  /// What `arguments` ask for.
  init(_ arguments: some Sequence<String>) throws(UsageError) {
    var arguments = Arguments(arguments)
    options.interval = .seconds(1)
    while let option = arguments.next() {
      if option == "--help" || option == "-h" {
        wantsHelp = true
      } else if try !options.take(option, &arguments) {
        throw UsageError(message: "unknown option '\(option)'; see 'ringside status --help'")
      }
    }
  }

  /// The help of the command.
  static let help = """
    usage: ringside status [option…]
    Prints one line about this host for a prompt or a status bar, after looking twice:

      web-3 ●2 cpu 12% mem 91% io 63%

    ●2 alerts that fire; ? where none fires but not every rule can be judged so soon. mem is the
    memory that is not available, io the share of time in which tasks wait for it, of the busiest
    disk where the kernel does not tell. A number that is not known is ?.

      --interval DURATION      how long to look (1s)
      --rules FILE|DIR         rules instead of the shipped ones
      --color WHEN             auto, never or always
      --ascii                  F2 instead of ●2

    Exit status: 0 none fires, 1 one fires or a rule is wrong, 2 usage, 3 nothing can be read.

    """

  /// Looks and prints.
  func run() throws(UsageError) -> ExitStatus {
    if wantsHelp { return Output.print(Self.help) }
    do throws(SourceError) {
      let program = try Program(options)
      for problem in program.problems { Output.diagnose(problem) }
      guard program.problems.isEmpty else {
        return program.setup.unreadable.isEmpty ? .bad : .world
      }
      var watch = Watch(program)
      try watch.follow(for: options.interval, scrapes: false)
      guard let judgement = watch.judgement, let now = watch.now else { return .world }
      let line = HostLine(
        host: DisplayText(program.host, limit: 64), firing: judgement.firing,
        isCertain: judgement.unknown.isEmpty, vitals: vitals(program, at: now))
      let style = HostLine.Style(
        isASCII: options.glyphs == .ascii || !Output.isUTF8, isColored: options.usesColor)
      guard Output.line(line.text(style)) else { return .world }
      return judgement.firing > 0 ? .bad : .fine
    } catch {
      Output.diagnose(error.message)
      return error.status
    }
  }

  private func vitals(_ program: Program, at now: Timestamp) -> [HostLine.Vital] {
    let engine = Engine()
    return HostLine.queries(interval: options.interval).map { name, queries in
      let values = queries.lazy.compactMap { query -> Double? in
        guard let expression = try? Parser.parse(query),
          let answer = try? engine.evaluate(expression, at: now, over: program.sources),
          case .vector(let samples) = answer.value
        else { return nil }
        return samples.first?.value
      }
      return HostLine.Vital(name: name, share: values.first { !$0.isNaN })
    }
  }
}

/// A host in one line: `web-3 ●2 cpu 12% mem 91% io 63%`.
struct HostLine: Equatable {
  /// How much of a resource is in use.
  struct Vital: Equatable {
    var name: String
    /// 0…1; `nil` where nobody knows.
    var share: Double?
  }

  /// What the line may be made of.
  struct Style {
    var isASCII: Bool
    var isColored: Bool
  }

  var host: DisplayText
  var firing: Int
  var isCertain: Bool
  var vitals: [Vital]

  /// The line, without its end.
  func text(_ style: Style) -> String {
    ([host.text] + (sign(style).map { [$0] } ?? []) + vitals.map { text($0, style) })
      .joined(separator: " ")
  }

  private func sign(_ style: Style) -> String? {
    if firing > 0 {
      return HostLine.colored((style.isASCII ? "F" : "●") + "\(firing)", "31", style)
    }
    return isCertain ? nil : "?"
  }

  private func text(_ vital: Vital, _ style: Style) -> String {
    guard let share = vital.share else { return "\(vital.name) ?" }
    let percent = Int((min(max(share, 0), 9.99) * 100).rounded())
    let text = "\(percent)%"
    let color = percent >= 95 ? "31" : percent >= 85 ? "33" : nil
    return "\(vital.name) " + (color.map { HostLine.colored(text, $0, style) } ?? text)
  }

  private static func colored(_ text: String, _ color: String, _ style: Style) -> String {
    style.isColored ? "\u{1b}[\(color)m\(text)\u{1b}[0m" : text
  }

  /// What is asked for each resource; of several the first that is known counts.
  static func queries(interval: Duration) -> [(name: String, queries: [String])] {
    let range = "[\(PrometheusDuration.text(interval * 5))]"
    let disks = "device!~\"(dm-|md|loop|ram|zram|sr|fd).*\""
    return [
      (
        "cpu",
        [
          "sum(irate(node_cpu_seconds_total{mode!~\"idle|iowait\"}\(range))) "
            + "/ count(count by (cpu) (node_cpu_seconds_total))"
        ]
      ),
      ("mem", ["1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes"]),
      (
        "io",
        [
          "irate(node_pressure_io_waiting_seconds_total\(range))",
          "max(irate(node_disk_io_time_seconds_total{\(disks)}\(range)))",
        ]
      ),
    ]
  }
}
