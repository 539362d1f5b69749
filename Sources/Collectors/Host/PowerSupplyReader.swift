internal import Metrics

/// Batteries and mains, `powersupplyclass`.
enum PowerSupplyReader {
  private static let plain = [
    "authentic", "calibrate", "capacity", "capacity_alert_max", "capacity_alert_min",
    "cycle_count:cyclecount", "online", "present", "time_to_empty_now:time_to_empty_seconds",
    "time_to_full_now:time_to_full_seconds",
  ]
  private static let millionths = [
    "current_boot", "current_max", "current_now:current_ampere", "energy_empty",
    "energy_empty_design", "energy_full", "energy_full_design", "energy_now:energy_watthour",
    "voltage_boot", "voltage_max", "voltage_max_design", "voltage_min", "voltage_min_design",
    "voltage_now:voltage_volt", "voltage_ocv", "charge_control_limit", "charge_control_limit_max",
    "charge_counter", "charge_empty", "charge_empty_design", "charge_full", "charge_full_design",
    "charge_now:charge_ampere", "charge_term_current", "constant_charge_current",
    "constant_charge_current_max", "constant_charge_voltage", "constant_charge_voltage_max",
    "precharge_current", "input_current_limit", "power_now:power_watt",
  ]
  private static let tenths = [
    "temp:temp_celsius", "temp_alert_max:temp_alert_max_celsius",
    "temp_alert_min:temp_alert_min_celsius", "temp_ambient:temp_ambient_celsius",
    "temp_ambient_max:temp_ambient_max_celsius", "temp_ambient_min:temp_ambient_min_celsius",
    "temp_max:temp_max_celsius", "temp_min:temp_min_celsius",
  ]
  private static let texts = [
    "capacity_level", "charge_type", "health", "manufacturer", "model_name", "serial_number",
    "status", "technology", "type", "usb_type", "scope",
  ]
  private static let attributes =
    attributes(plain, .times(1)) + attributes(millionths, .perBase(1e6))
    + attributes(tenths, .perBase(10))

  private static func attributes(_ names: [String], _ unit: Unit) -> [Attribute] {
    names.map { entry in
      let parts = entry.split(separator: ":").map(String.init)
      let name = parts.last ?? entry
      return Attribute(
        parts[0],
        .gauge(
          "node_power_supply_\(name)", "\(name) value of /sys/class/power_supply/<power_supply>."),
        unit)
    }
  }

  static func supplies(_ options: HostOptions) -> ReadPart {
    let parent = options.paths.sys("class/power_supply")
    let filter = options.settings.ignoring("powersupply.ignored-supplies")
    let info = Family.gauge(
      "node_power_supply_info", "info of /sys/class/power_supply/<power_supply>.")
    return ReadPart { writer in
      guard let names = Tree.contents(parent) else { return writer.fail() }
      for name in names where filter.takes(name) {
        let folder = "\(parent)/\(name)"
        let labels = [("power_supply", name)]
        for attribute in attributes { attribute.write(folder, labels, to: &writer) }
        writer.put(
          info,
          labels + texts.compactMap { file in Tree.text("\(folder)/\(file)").map { (file, $0) } }, 1
        )
      }
    }
  }
}
