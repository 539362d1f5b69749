internal import Collectors
internal import Glibc
internal import Metrics
internal import Presentation
internal import Terminal

/// What the dashboard, `snapshot` and `query` share on the command line.
struct DashboardOptions: Equatable {
  /// What to show beside or instead of this host, as written.
  var sources: [String] = []
  /// The configuration, as written; `nil` for the user's own.
  var configuration: String?
  /// Whether many targets are scraped without a question.
  var isSure = false
  /// Whether the configuration's hooks may be run.
  var notifies = false
  /// Files and directories of rules, as written.
  var rules: [String] = []
  /// The job of this host's series; `nil` for what the configuration says.
  var hostJob: String?
  /// The dashboard that is shown first, a name or a file as written; `nil` for none.
  var dashboard: String?
  /// What is chosen for its variables, as written.
  var variables: [VariableArgument] = []
  /// Where the kernel's file systems are.
  var paths = HostPaths()
  /// Which of the host's collectors are switched, and what each leaves out.
  var collectors = CollectorSettings()
  /// The bound of the ring.
  var ringBytes = 64 << 20
  /// How often the host is read.
  var interval: Duration = .seconds(1)
  /// How often endpoints named on the command line are read; `nil` for the default of 5 s.
  var scrapeInterval: Duration?
  /// The length of the charts' window; `nil` for the usual one, which a short history does not fill at once.
  var window: Duration?
  /// Which characters draw; `nil` where neither `--glyphs` nor `--ascii` says.
  var glyphs: GlyphChoice?
  /// The colours; `nil` where `--theme` does not say.
  var theme: ThemeChoice?
  /// Whether clicks and the wheel are asked for.
  var wantsMouse = false
  /// Whether to print lines instead of a screen.
  var isPlain = false
  /// When colours are used.
  var color = ColorChoice.auto
  /// How the terminal rings; `nil` where `--bell` does not say.
  var bell: BellForm?
  /// How the desktop is told when the bell rings; `nil` where it is not.
  var desktopNotice: DesktopNotice?
  /// Whether history stays in memory because that was asked for.
  var isStoreless = false
  /// The file that keeps history, as written; `nil` for the usual one.
  var ring: String?
  /// How far back the file is to reach; `nil` for what eight times the memory holds.
  var keep: Duration?

  /// The length of the charts' window where none was asked for.
  static let usualWindow = Duration.seconds(1800)

  /// When colours are used.
  enum ColorChoice: String, CaseIterable {
    case auto, never, always
    case sixteen = "16"
    case many = "256"
    case rgb
  }

  /// Takes the option that was just read; `false` where it is none of these.
  mutating func take(
    _ option: String, _ arguments: inout Arguments
  ) throws(UsageError) -> Bool {
    switch option {
    case "-c", "--config": configuration = try arguments.value(of: option)
    case "--yes": isSure = true
    case "--notify":
      throw UsageError(
        message: "option '--notify': only the dashboard and 'record' run hooks; "
          + "expected it to be left out")
    case "-r", "--rules": rules.append(try arguments.value(of: option))
    case "--as-job": hostJob = try arguments.value(of: option)
    case "-d", "--dashboard": dashboard = try arguments.value(of: option)
    case "--var": variables.append(try VariableArgument(try arguments.value(of: option)))
    case "--path.procfs": paths.procfs = try arguments.value(of: option)
    case "--path.sysfs": paths.sysfs = try arguments.value(of: option)
    case "--path.rootfs": paths.rootfs = try arguments.value(of: option)
    case "--path.udev.data": paths.udevData = try arguments.value(of: option)
    case "--collector", "--no-collector":
      try collectors.switchAll(
        option == "--collector", arguments.names(of: option), option: option)
    case "--ring-size": ringBytes = try arguments.bytes(of: option, from: 4 << 20)
    case "--interval": interval = try arguments.duration(of: option, .milliseconds(100))
    case "--scrape-interval": scrapeInterval = try arguments.duration(of: option, .seconds(1))
    case "--window": window = try arguments.duration(of: option, .seconds(10))
    case "--ascii": glyphs = .ascii
    case "--glyphs": glyphs = try arguments.choice(of: option, GlyphChoice.self)
    case "--theme": theme = try arguments.choice(of: option, ThemeChoice.self)
    case "--mouse": wantsMouse = true
    case "--plain": isPlain = true
    case "--no-store": isStoreless = true
    case "--ring": ring = try arguments.value(of: option)
    case "--keep": keep = try arguments.duration(of: option, .seconds(600))
    case "--color": color = try arguments.choice(of: option, ColorChoice.self)
    case "--bell": bell = try arguments.choice(of: option, BellForm.self)
    case "--notify-desktop":
      desktopNotice = try arguments.choice(of: option, DesktopNotice.self)
    default: return try collectors.take(option, &arguments)
    }
    return true
  }

  /// Whether a command that prints lines may colour them.
  var usesColor: Bool {
    switch color {
    case .auto: isatty(1) == 1 && (Environment.value("NO_COLOR") ?? "").isEmpty
    case .never: false
    case .always, .sixteen, .many, .rgb: true
    }
  }

  /// The lines of a help text that describe these options.
  static let help = """
      -c, --config FILE        a prometheus.yml: what to scrape and which rules to load
                               (else $XDG_CONFIG_HOME/ringside/config.yaml, if there is one)
      --yes                    scrape more than 20 targets without a question
      -r, --rules FILE|DIR     alert and recording rules in Prometheus's format, instead of the shipped ones
      --as-job NAME            the job of this host's own series (node), as rules and dashboards ask for it
      -d, --dashboard NAME|FILE
                               the dashboard to show first; 'ringside dashboards' lists them
      --var NAME=VALUE         what one of its variables is
      --ring-size SIZE         memory for history (64MiB)
      --interval DURATION      how often the host is read (1s)
      --scrape-interval D      how often endpoints are read (5s)
      --window DURATION        how much time a chart shows (30m)
      --theme NAME             auto, default, light, high-contrast or mono
      --glyphs NAME            auto, octants, braille, blocks, lines or ascii; --ascii is --glyphs ascii
      --bell FORM              sound (and a line in reverse), line or none
      --notify-desktop FORM    tell the desktop when the bell rings, by the terminal's osc9 or osc777
      --color WHEN             auto, never, always, 16, 256 or rgb
      --collector NAME,…       collect these too; --no-collector NAME,… not these; node_exporter's own
                               options do as well, such as --collector.netdev.device-exclude=PATTERN
                               and --collector.textfile.directory=DIR
      --path.procfs DIR        another process file system, likewise --path.sysfs, --path.rootfs,
                               --path.udev.data
    """
}

extension Arguments {
  /// The duration after the option that was just read, at least `shortest`.
  mutating func duration(of option: String, _ shortest: Duration) throws(UsageError) -> Duration {
    let text = try value(of: option)
    guard let duration = PrometheusDuration.parse(text), duration >= shortest else {
      throw UsageError(
        message: "option '\(option)': '\(text)' is no duration of at least "
          + "\(PrometheusDuration.text(shortest)); expected one such as 30s or 1h30m")
    }
    return duration
  }

  /// The size after the option that was just read, at least `smallest` bytes.
  mutating func bytes(of option: String, from smallest: Int) throws(UsageError) -> Int {
    let text = try value(of: option)
    guard let bytes = ByteSizeArgument.parse(text), bytes >= smallest else {
      throw UsageError(
        message: "option '\(option)': '\(text)' is no size of at least \(smallest >> 20)MiB; "
          + "expected one such as 64MiB or 1GiB")
    }
    return bytes
  }

  /// One of the words of `Choice`, after the option that was just read.
  mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    of option: String, _: Choice.Type
  ) throws(UsageError) -> Choice {
    let text = try value(of: option)
    guard let choice = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError(message: "option '\(option)': unknown choice '\(text)'; expected \(names)")
    }
    return choice
  }
}

extension DashboardOptions {
  /// What was kept, and over it what the command line says.
  func settings(over kept: Settings) -> Settings {
    var settings = kept
    if let glyphs { settings.glyphs = glyphs }
    if let theme { settings.theme = theme }
    if wantsMouse { settings.isMouseOn = true }
    if let bell { settings.bell = bell }
    return settings
  }
}
