internal import Collectors

extension CollectorSettings {
  /// Takes an option of the collectors that was just read, as node_exporter spells it; `false` where it is none.
  mutating func take(
    _ option: String, _ arguments: inout Arguments
  ) throws(UsageError) -> Bool {
    guard let takesValue = CollectorSettings.takesValue(option) else { return false }
    let value = takesValue ? try arguments.value(of: option) : nil
    do throws(CollectorSettingError) {
      try set(option, value)
    } catch {
      throw UsageError(message: "\(error)")
    }
    return true
  }

  /// Switches the collectors with these names, which the option gave, on or off.
  mutating func switchAll(
    _ isOn: Bool, _ names: [String], option: String
  ) throws(UsageError) {
    for name in names {
      do throws(CollectorSettingError) {
        try setCollector(name, isOn, option: option)
      } catch {
        throw UsageError(message: error.reason)
      }
    }
  }
}

extension Arguments {
  /// The names in the one word behind the option that was just read, with commas between them: a further word may be a
  /// source.
  mutating func names(of option: String) throws(UsageError) -> [String] {
    try value(of: option).split(separator: ",").map(String.init)
  }
}
