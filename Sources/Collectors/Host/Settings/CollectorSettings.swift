internal import Metrics

/// What is wrong with an option of a collector.
public struct CollectorSettingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The option as written.
  public var option: String
  /// What is wrong and what was expected.
  public var reason: String

  /// The option in quotes and what is wrong with it.
  public var description: String { "option '\(option)': \(reason)" }
}

/// What options say about single collectors, under node_exporter's names for them.
///
/// `--collector.NAME` and `--no-collector.NAME` switch a collector on and off; `--collector.NAME.SETTING` changes what
/// it collects. Patterns are RE2's and are searched for anywhere in a name.
public struct CollectorSettings: Hashable, Sendable {
  private var patterns: [String: RegularExpression] = [:]
  private var emptied: Set<String> = []
  private var flags: [String: Bool] = [:]
  private var texts: [String: [String]] = [:]
  /// The collectors that were named, and whether they are to be used.
  public private(set) var switches: [String: Bool] = [:]
  /// Whether only collectors that are named are used.
  public private(set) var dropsDefaults = false

  /// Nothing said about any collector.
  public init() {}

  /// Whether a value belongs to `option`; `nil` where it is no option of a collector.
  public static func takesValue(_ option: String) -> Bool? {
    if option == "--collector.disable-defaults" { return false }
    guard let (name, isOn) = parts(option) else { return nil }
    if patternNames.contains(name) || textNames.contains(name) { return isOn ? true : nil }
    return flagNames.contains(name) || HostCollector.collectorNames.contains(name) ? false : nil
  }

  /// Takes an option that `takesValue` knows.
  ///
  /// - Parameters:
  ///   - option: the option as written.
  ///   - value: what was written behind it; `nil` for an option without.
  /// - Throws: what is wrong with the option or its value.
  public mutating func set(
    _ option: String, _ value: String? = nil
  ) throws(CollectorSettingError) {
    if option == "--collector.disable-defaults" {
      dropsDefaults = true
      return
    }
    guard let (name, isOn) = Self.parts(option) else {
      throw CollectorSettingError(option: option, reason: "no collector has it")
    }
    if Self.patternNames.contains(name) {
      try setPattern(option, name, value ?? "")
    } else if Self.textNames.contains(name) {
      texts[name, default: []].append(value ?? "")
    } else if Self.flagNames.contains(name) {
      flags[name] = isOn
    } else {
      try setCollector(name, isOn, option: option)
    }
  }

  /// Switches a collector on or off.
  ///
  /// - Parameters:
  ///   - name: the collector's name.
  ///   - isOn: whether it is to be used.
  ///   - option: what the user wrote, for the error.
  /// - Throws: that no collector has the name.
  public mutating func setCollector(
    _ name: String, _ isOn: Bool, option: String
  ) throws(CollectorSettingError) {
    let known = HostCollector.collectorNames
    guard known.contains(name) else {
      throw CollectorSettingError(
        option: option,
        reason: "unknown collector '\(name)'; expected one of \(known.joined(separator: ", "))")
    }
    switches[name] = isOn
  }

  private mutating func setPattern(
    _ option: String, _ name: String, _ text: String
  ) throws(CollectorSettingError) {
    if let other = Self.counterpart(name), patterns[other] != nil {
      throw CollectorSettingError(
        option: option, reason: "excludes '--collector.\(other)'; expected one of them")
    }
    guard !text.isEmpty else {
      patterns[name] = nil
      emptied.insert(name)
      return
    }
    do throws(RegularExpressionError) {
      patterns[name] = try RegularExpression(ByteString(text))
      // node_exporter matches the whole name of a unit.
      if name.hasPrefix("systemd.") {
        patterns[name] = try RegularExpression(ByteString("^(?:\(text))$"))
      }
    } catch {
      throw CollectorSettingError(option: option, reason: "\(error)")
    }
  }

  /// `--collector.diskstats.device-include` is `diskstats.device-include`, on.
  private static func parts(_ option: String) -> (name: String, isOn: Bool)? {
    for (prefix, isOn) in [("--collector.", true), ("--no-collector.", false)]
    where option.hasPrefix(prefix) && option.utf8.count > prefix.utf8.count {
      return (String(option.dropFirst(prefix.count)), isOn)
    }
    return nil
  }

  /// The option that may not stand beside `name`.
  private static func counterpart(_ name: String) -> String? {
    guard exclusive.contains(where: { name.hasPrefix($0) }) else { return nil }
    if name.hasSuffix("-include") { return name.dropLast("-include".count) + "-exclude" }
    if name.hasSuffix("-exclude") { return name.dropLast("-exclude".count) + "-include" }
    return nil
  }

  // MARK: - What collectors ask

  /// The filter of the options `NAME-include` and `NAME-exclude`; `nil` where neither was given.
  func filter(_ name: String) -> NameFilter? {
    let (include, exclude) = ("\(name)-include", "\(name)-exclude")
    guard
      [include, exclude].contains(where: { patterns[$0] != nil || emptied.contains($0) })
    else { return nil }
    return NameFilter(include: patterns[include], exclude: patterns[exclude])
  }

  /// The filter of an option that names what is left out; takes everything where it was not given.
  func ignoring(_ name: String) -> NameFilter { NameFilter(exclude: patterns[name]) }

  /// The filter of an option that names what is wanted; `nil` where it was not given.
  func wanting(_ name: String) -> NameFilter? {
    patterns[name].map { NameFilter(include: $0) }
  }

  /// Whether an option without value is on; `usual` where it was not given.
  func isOn(_ name: String, usual: Bool = false) -> Bool { flags[name] ?? usual }

  /// The values of an option, in order.
  func values(_ name: String) -> [String] { texts[name] ?? [] }

  // MARK: - Names

  private static let exclusive = ["diskstats.", "filesystem.", "netdev."]

  private static let patternNames: Set<String> = [
    "arp.device-include", "arp.device-exclude", "cpu.info.flags-include", "cpu.info.bugs-include",
    "diskstats.device-include", "diskstats.device-exclude", "filesystem.mount-points-include",
    "filesystem.mount-points-exclude", "filesystem.fs-types-include",
    "filesystem.fs-types-exclude", "hwmon.chip-include", "hwmon.chip-exclude",
    "hwmon.sensor-include", "hwmon.sensor-exclude", "interrupts.name-include",
    "interrupts.name-exclude", "netclass.ignored-devices", "netdev.device-include",
    "netdev.device-exclude", "netstat.fields", "powersupply.ignored-supplies",
    "slabinfo.slabs-include", "slabinfo.slabs-exclude", "systemd.unit-include",
    "systemd.unit-exclude", "tapestats.ignored-devices",
    "vmstat.fields",
  ]
  private static let textNames: Set<String> = [
    "ipvs.backend-labels", "sysctl.include", "sysctl.include-info", "textfile.directory",
  ]
  private static let flagNames: Set<String> = [
    "arp.netlink", "bcache.priorityStats", "cpu.guest", "cpu.info", "interrupts.include-zeros",
    "netclass.ignore-invalid-speed", "netclass.netlink", "netdev.netlink",
    "rapl.enable-zone-label", "stat.softirq",
  ]
}
