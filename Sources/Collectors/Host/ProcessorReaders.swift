internal import Metrics
internal import ProcFS

/// Collectors of the slow tier that read the processors' folders.
enum ProcessorReaders {
  /// The CPUs' folders by number, rising.
  static func cpus(_ paths: HostPaths) -> [(number: Int, folder: String)] {
    let folder = paths.sys("devices/system/cpu")
    return Tree.names(folder).compactMap { name -> (number: Int, folder: String)? in
      guard name.hasPrefix("cpu"), let number = Int(name.dropFirst(3)) else { return nil }
      return (number, "\(folder)/\(name)")
    }.sorted { $0.number < $1.number }
  }

  static func topology(_ paths: HostPaths) -> ReadPart {
    let core = Family.counter(
      "node_cpu_core_throttles_total", "Number of times this CPU core has been throttled.")
    let package = Family.counter(
      "node_cpu_package_throttles_total", "Number of times this CPU package has been throttled.")
    let isolated = Family.gauge(
      "node_cpu_isolated",
      "Whether each core is isolated, information from /sys/devices/system/cpu/isolated.")
    let online = Family.gauge(
      "node_cpu_online", "CPUs that are online and being scheduled.")
    return ReadPart { writer in
      for cpu in cpus(paths) {
        writer.put(online, [("cpu", String(cpu.number))], Tree.number("\(cpu.folder)/online"))
        guard let packageID = Tree.text("\(cpu.folder)/topology/physical_package_id"),
          let coreID = Tree.text("\(cpu.folder)/topology/core_id")
        else { continue }
        writer.put(
          core, [("package", packageID), ("core", coreID)],
          Tree.number("\(cpu.folder)/thermal_throttle/core_throttle_count"))
        writer.put(
          package, [("package", packageID)],
          Tree.number("\(cpu.folder)/thermal_throttle/package_throttle_count"))
      }
      let list = Tree.text(paths.sys("devices/system/cpu/isolated")) ?? ""
      for cpu in numbers(list) { writer.put(isolated, [("cpu", String(cpu))], 1) }
    }
  }

  private static let bug = Family.gauge(
    "node_cpu_bug_info",
    "The `bugs` field of CPU information from /proc/cpuinfo taken from the first core.")
  private static let flag = Family.gauge(
    "node_cpu_flag_info",
    "The `flags` field of CPU information from /proc/cpuinfo taken from the first core.")
  private static let frequency = Family.gauge(
    "node_cpu_frequency_hertz", "CPU frequency in hertz from /proc/cpuinfo.")
  private static let info = Family.gauge(
    "node_cpu_info", "CPU information from /proc/cpuinfo.")
  private static let infoLabels = [
    ("vendor", "vendor_id"), ("family", "cpu family"), ("model", "model"),
    ("model_name", "model name"), ("microcode", "microcode"), ("stepping", "stepping"),
    ("cachesize", "cache size"),
  ]

  /// What the processors say about themselves; nothing unless an option asks for it.
  static func information(_ options: HostOptions) -> ReadPart {
    let flags = options.settings.wanting("cpu.info.flags-include")
    let bugs = options.settings.wanting("cpu.info.bugs-include")
    let isOn = options.settings.isOn("cpu.info") || flags != nil || bugs != nil
    let file = options.paths.proc("cpuinfo")
    return ReadPart { writer in
      guard isOn else { return }
      guard let reading = Tree.bytes(file).map({ CPUInformation($0) }) else {
        return writer.fail()
      }
      for processor in reading.processors {
        let text = { (name: String) in processor[name] ?? "" }
        let place = [
          ("package", text("physical id")), ("core", text("core id")), ("cpu", text("processor")),
        ]
        writer.put(info, place + infoLabels.map { ($0.0, text($0.1)) }, 1)
        writer.put(frequency, place, Tree.number(in: text("cpu MHz")).map { $0 * 1e6 })
      }
      for (name, family, label, filter) in [
        ("flags", flag, "flag", flags), ("bugs", bug, "bug", bugs),
      ] {
        for word in reading.words(name) where filter?.takes(word) ?? false {
          writer.put(family, [(label, word)], 1)
        }
      }
    }
  }

  /// The numbers that a list such as `1,3-5` names, at most 8,192.
  static func numbers(_ list: String) -> [Int] {
    var result: [Int] = []
    for part in list.split(separator: ",") {
      let ends = part.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, first <= last, last - first < 8192 else {
        continue
      }
      result.append(contentsOf: first...last)
      if result.count > 8192 { return result }
    }
    return result
  }

  private static let frequencies = [
    ("cpuinfo_cur_freq", "node_cpu_frequency_hertz", "Current CPU thread frequency in hertz."),
    ("cpuinfo_min_freq", "node_cpu_frequency_min_hertz", "Minimum CPU thread frequency in hertz."),
    ("cpuinfo_max_freq", "node_cpu_frequency_max_hertz", "Maximum CPU thread frequency in hertz."),
    (
      "scaling_cur_freq", "node_cpu_scaling_frequency_hertz",
      "Current scaled CPU thread frequency in hertz."
    ),
    (
      "scaling_min_freq", "node_cpu_scaling_frequency_min_hertz",
      "Minimum scaled CPU thread frequency in hertz."
    ),
    (
      "scaling_max_freq", "node_cpu_scaling_frequency_max_hertz",
      "Maximum scaled CPU thread frequency in hertz."
    ),
  ].map { Attribute($0.0, .gauge($0.1, $0.2), unit: 1000) }

  static func frequency(_ paths: HostPaths) -> ReadPart {
    let governor = Family.gauge(
      "node_cpu_scaling_governor", "Current enabled CPU frequency governor.")
    return ReadPart { writer in
      for cpu in cpus(paths) {
        let folder = "\(cpu.folder)/cpufreq"
        let labels = [("cpu", String(cpu.number))]
        for attribute in frequencies { attribute.write(folder, labels, to: &writer) }
        let current = Tree.text("\(folder)/scaling_governor") ?? ""
        let known = Tree.text("\(folder)/scaling_available_governors") ?? ""
        for name in known.split(separator: " ").map(String.init) {
          writer.put(governor, labels + [("governor", name)], name == current ? 1 : 0)
        }
      }
    }
  }

  static func thermal(_ paths: HostPaths) -> ReadPart {
    let temperature = Family.gauge("node_thermal_zone_temp", "Zone temperature in Celsius")
    let state = Family.gauge(
      "node_cooling_device_cur_state", "Current throttle state of the cooling device")
    let most = Family.gauge(
      "node_cooling_device_max_state", "Maximum throttle state of the cooling device")
    return ReadPart { writer in
      let parent = paths.sys("class/thermal")
      for name in Tree.names(parent) {
        let folder = "\(parent)/\(name)"
        let type = Tree.text("\(folder)/type") ?? ""
        if name.hasPrefix("thermal_zone") {
          let labels = [("zone", String(name.dropFirst("thermal_zone".count))), ("type", type)]
          writer.put(temperature, labels, Tree.number("\(folder)/temp").map { $0 / 1000 })
        } else if name.hasPrefix("cooling_device") {
          let labels = [("name", String(name.dropFirst("cooling_device".count))), ("type", type)]
          writer.put(state, labels, Tree.number("\(folder)/cur_state"))
          writer.put(most, labels, Tree.number("\(folder)/max_state"))
        }
      }
    }
  }
}
