internal import Metrics

/// Temperatures, voltages and fans of the hardware monitors, `hwmon`.
enum SensorReader {
  private static let types: Set<String> = [
    "vrm", "beep_enable", "update_interval", "in", "cpu", "fan", "pwm", "temp", "curr", "power",
    "energy", "humidity", "intrusion", "freq",
  ]
  private static let chipNames = Family.gauge(
    "node_hwmon_chip_names", "The drivers' names of the chips.")
  private static let labels = Family.gauge(
    "node_hwmon_sensor_label", "The drivers' labels of the sensors.")

  private struct Chip {
    var folder: String
    var name: String
    var driver: String?
  }

  static func sensors(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      let parent = paths.sys("class/hwmon")
      var chips = Tree.names(parent).map { chip("\(parent)/\($0)") }
      let counts = Dictionary(chips.map { ($0.name, 1) }, uniquingKeysWith: +)
      for index in chips.indices where counts[chips[index].name, default: 0] > 1 {
        if let driver = chips[index].driver { chips[index].name += "_" + driver }
      }
      for chip in chips { write(chip, to: &writer) }
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

  private static func write(_ chip: Chip, to writer: inout SampleWriter) {
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
    for (sensor, content) in sensors.sorted(by: { $0.key < $1.key }) {
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
      guard let value = Tree.number(in: text),
        let (name, unit) = meaning(type, property, hasPlain: properties[""] != nil)
      else { continue }
      if type == "freq", property == "input", let label = properties["label"] {
        ofSensor[1].1 = cleaned(label)
      }
      let isCounter = name.hasSuffix("_joule_total")
      writer.put(
        Family(
          "node_hwmon_\(name)", isCounter ? .counter : .gauge,
          "Hardware monitor: \(type) \(property)."),
        ofSensor, value * unit)
    }
  }

  /// The name of a property's metric and what one of its numbers is worth; `nil` for one that is not shown.
  private static func meaning(
    _ type: String, _ property: String, hasPlain: Bool
  ) -> (name: String, unit: Double)? {
    var name = type
    if property == "input" {
      if hasPlain { name += "_input" }
    } else if !property.isEmpty {
      name += "_" + cleaned(property)
    }
    switch (type, property) {
    case ("beep_enable", _): return ("beep_enabled", 1)
    case ("vrm", _): return ("voltage_regulator_version", 1)
    case ("update_interval", _): return ("update_interval_seconds", 0.001)
    case (_, "fault"), (_, "alarm"): return (name, 1)
    case (_, "beep"): return (name + "_enabled", 1)
    case ("in", _), ("cpu", _): return (name + "_volts", 0.001)
    case ("temp", _) where property != "type": return (name + "_celsius", 0.001)
    case ("curr", _): return (name + "_amps", 0.001)
    case ("energy", _): return (name + "_joule_total", 1e-6)
    case ("power", "accuracy"): return (name, 1e-6)
    case ("power", _) where property.hasPrefix("average_interval"):
      return (name + "_seconds", 0.001)
    case ("power", _): return (name + "_watt", 1e-6)
    case ("humidity", _): return (name, 1e-6)
    case ("fan", "input"), ("fan", "min"), ("fan", "max"), ("fan", "target"):
      return (name + "_rpm", 1)
    case ("freq", "input"): return (name + "_freq_mhz", 1e-6)
    default: return (name, 1)
    }
  }
}
