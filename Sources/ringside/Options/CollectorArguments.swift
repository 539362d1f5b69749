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

  /// Switches the collectors that the option names on or off.
  mutating func switchAll(
    _ isOn: Bool, _ option: String, _ arguments: inout Arguments
  ) throws(UsageError) {
    for name in try arguments.values(of: option) {
      do throws(CollectorSettingError) {
        try setCollector(name, isOn, option: option)
      } catch {
        throw UsageError(message: error.reason)
      }
    }
  }
}
