internal import Metrics

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
    let core = Family.counter("node_cpu_core_throttles_total", "Times that a core was slowed down.")
    let package = Family.counter(
      "node_cpu_package_throttles_total", "Times that a package was slowed down.")
    let isolated = Family.gauge("node_cpu_isolated", "CPUs that the scheduler leaves alone.")
    let online = Family.gauge(
      "node_cpu_online", "CPUs that can be switched off, and whether they are on.")
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
    ("cpuinfo_cur_freq", "node_cpu_frequency_hertz", "The frequency that the hardware runs at."),
    ("cpuinfo_min_freq", "node_cpu_frequency_min_hertz", "The lowest frequency of the hardware."),
    ("cpuinfo_max_freq", "node_cpu_frequency_max_hertz", "The highest frequency of the hardware."),
    ("scaling_cur_freq", "node_cpu_scaling_frequency_hertz", "The frequency that the kernel set."),
    (
      "scaling_min_freq", "node_cpu_scaling_frequency_min_hertz",
      "The lowest frequency that may be set."
    ),
    (
      "scaling_max_freq", "node_cpu_scaling_frequency_max_hertz",
      "The highest frequency that may be set."
    ),
  ].map { Attribute($0.0, .gauge($0.1, $0.2), unit: 1000) }

  static func frequency(_ paths: HostPaths) -> ReadPart {
    let governor = Family.gauge("node_cpu_scaling_governor", "Which of the governors is in use.")
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
    let temperature = Family.gauge("node_thermal_zone_temp", "Degrees Celsius of a thermal zone.")
    let state = Family.gauge("node_cooling_device_cur_state", "How much a cooling device cools.")
    let most = Family.gauge("node_cooling_device_max_state", "How much a cooling device can cool.")
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
