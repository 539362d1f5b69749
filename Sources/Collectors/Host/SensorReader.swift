internal import Metrics

/// Temperatures, voltages and fans of the hardware monitors, `hwmon`.
enum SensorReader {
  private static let types: Set<String> = [
    "vrm", "beep_enable", "update_interval", "in", "cpu", "fan", "pwm", "temp", "curr", "power",
    "energy", "humidity", "intrusion", "freq",
  ]
  private static let chipNames = Family.gauge(
    "node_hwmon_chip_names", "Annotation metric for human-readable chip names")
  private static let labels = Family.gauge(
    "node_hwmon_sensor_label", "Label for given chip and sensor")

  private struct Chip {
    var folder: String
    var name: String
    var driver: String?
  }

  static func sensors(_ options: HostOptions) -> ReadPart {
    let parent = options.paths.sys("class/hwmon")
    let ofChips = options.settings.filter("hwmon.chip") ?? NameFilter()
    let ofSensors = options.settings.filter("hwmon.sensor")
    return ReadPart { writer in
      guard let names = Tree.contents(parent) else { return writer.fail() }
      var chips = names.map { chip("\(parent)/\($0)") }
      let counts = Dictionary(chips.map { ($0.name, 1) }, uniquingKeysWith: +)
      for index in chips.indices where counts[chips[index].name, default: 0] > 1 {
        if let driver = chips[index].driver { chips[index].name += "_" + driver }
      }
      for chip in chips where ofChips.takes(chip.name) {
        write(chip, ofSensors, to: &writer)
      }
    }
  }

  private static func chip(_ folder: String) -> Chip {
    let driver = Tree.text("\(folder)/name").map(cleaned).flatMap { $0.isEmpty ? nil : $0 }
    let fallback = Tree.resolved(folder)?.split(separator: "/").last.map(String.init) ?? folder
    guard let device = Tree.resolved("\(folder)/device") else {
      return Chip(folder: folder, name: driver ?? cleaned(fallback), driver: driver)
    }
    let parts = device.split(separator: "/").suffix(2).map { cleaned(String($0)) }
    let name = parts.filter { !$0.isEmpty }.joined(separator: "_")
    return Chip(folder: folder, name: name, driver: driver)
  }

  /// Small letters, digits, colons and underscores; no underscore at the ends.
  static func cleaned(_ name: String) -> String {
    let bytes = name.utf8.map { byte -> UInt8 in
      switch byte {
      case 0x41...0x5a: byte + 0x20
      case 0x61...0x7a, 0x30...0x39, 0x3a, 0x5f: byte
      default: 0x5f
      }
    }
    let kept = bytes.drop { $0 == 0x5f }
    let end = kept.lastIndex { $0 != 0x5f }.map { $0 + 1 } ?? kept.startIndex
    return String(decoding: kept[..<end], as: UTF8.self)
  }

  private static func write(
    _ chip: Chip, _ filter: NameFilter?, to writer: inout SampleWriter
  ) {
    if let driver = chip.driver {
      writer.put(chipNames, [("chip", chip.name), ("chip_name", driver)], 1)
    }
    var sensors: [String: (type: String, properties: [String: String])] = [:]
    for folder in [chip.folder, "\(chip.folder)/device"] {
      for file in Tree.names(folder) {
        guard let (type, number, property) = parts(file), let text = Tree.text("\(folder)/\(file)")
        else {
          continue
        }
        sensors[type + number, default: (type, [:])].properties[property] = text
      }
    }
    for (sensor, content) in sensors.sorted(by: { $0.key < $1.key })
    where filter?.takes("\(chip.name);\(sensor)") ?? true {
      write(chip.name, sensor, content.type, content.properties, to: &writer)
    }
  }

  /// `temp1_input` is of type `temp`, number `1`, property `input`; `nil` for a file of no sensor.
  static func parts(_ file: String) -> (type: String, number: String, property: String)? {
    let letters = file.prefix { !$0.isNumber }
    let digits = file[letters.endIndex...].prefix { $0.isNumber }
    let rest = file[digits.endIndex...]
    if digits.isEmpty {
      if types.contains(file) { return (file, "", "") }
      guard let split = file.firstIndex(of: "_"), types.contains(String(file[..<split])) else {
        return nil
      }
      return (String(file[..<split]), "", String(file[file.index(after: split)...]))
    }
    guard types.contains(String(letters)), rest.isEmpty || rest.hasPrefix("_") else { return nil }
    return (String(letters), String(digits), String(rest.dropFirst()))
  }

  private static func write(
    _ chip: String, _ sensor: String, _ type: String, _ properties: [String: String],
    to writer: inout SampleWriter
  ) {
    var ofSensor = [("chip", chip), ("sensor", sensor)]
    if let label = properties["label"], !label.isEmpty {
      writer.put(labels, ofSensor + [("label", label)], 1)
    }
    for (property, text) in properties.sorted(by: { $0.key < $1.key }) where property != "label" {
      guard let value = Tree.number(in: text) else { continue }
      let (name, unit, help) = meaning(type, property, hasPlain: properties[""] != nil)
      if type == "freq", property == "input", let label = properties["label"] {
        ofSensor[1].1 = cleaned(label)
      }
      let isCounter = name.hasSuffix("_joule_total")
      writer.put(
        Family("node_hwmon_\(name)", isCounter ? .counter : .gauge, help), ofSensor, unit(value))
    }
  }

  /// The name of a property's metric, what one of its numbers is worth, and what its HELP says.
  private static func meaning(
    _ type: String, _ property: String, hasPlain: Bool
  ) -> (name: String, unit: Unit, help: String) {
    var name = type
    if property == "input" {
      if hasPlain { name += "_input" }
    } else if !property.isEmpty {
      name += "_" + cleaned(property)
    }
    switch (type, property) {
    case ("beep_enable", _): return ("beep_enabled", .times(1), "Hardware beep enabled")
    case ("vrm", _): return ("voltage_regulator_version", .times(1), "Hardware voltage regulator")
    case ("update_interval", _):
      return ("update_interval_seconds", .times(0.001), "Hardware monitor update interval")
    case (_, "fault"), (_, "alarm"):
      return (name, .times(1), "Hardware sensor \(property) status (\(type))")
    case (_, "beep"):
      return (name + "_enabled", .times(1), "Hardware monitor sensor has beeping enabled")
    default:
      return measured(name, type, property)
        ?? (name, .times(1), "Hardware monitor \(type) element \(property)")
    }
  }

  /// What is measured in a unit; `nil` for what has none.
  private static func measured(
    _ name: String, _ type: String, _ property: String
  ) -> (name: String, unit: Unit, help: String)? {
    switch (type, property) {
    case ("in", _), ("cpu", _):
      (name + "_volts", .times(0.001), "Hardware monitor for voltage (\(property))")
    case ("temp", _) where property != "type":
      (name + "_celsius", .times(0.001), "Hardware monitor for temperature (\(property))")
    case ("curr", _): (name + "_amps", .times(0.001), "Hardware monitor for current (\(property))")
    case ("energy", _):
      (
        name + "_joule_total", .perBase(1e6),
        "Hardware monitor for joules used so far (\(property))"
      )
    case ("power", "accuracy"):
      (name, .perBase(1e6), "Hardware monitor power meter accuracy, as a ratio")
    case ("power", _) where property.hasPrefix("average_interval"):
      (
        name + "_seconds", .times(0.001),
        "Hardware monitor power usage update interval (\(property))"
      )
    case ("power", _):
      (name + "_watt", .perBase(1e6), "Hardware monitor for power usage in watts (\(property))")
    case ("humidity", _):
      (
        name, .perBase(1e6),
        "Hardware monitor for humidity, as a ratio (multiply with 100.0 to get the humidity as a percentage) (\(property))"
      )
    case ("fan", "input"), ("fan", "min"), ("fan", "max"), ("fan", "target"):
      (name + "_rpm", .times(1), "Hardware monitor for fan revolutions per minute (\(property))")
    case ("freq", "input"):
      (name + "_freq_mhz", .perBase(1e6), "Hardware monitor for GPU frequency in MHz")
    default: nil
    }
  }
}
