internal import Dashboards

extension PanelUnit {
  /// How the numbers are read on the screen.
  var unit: Unit {
    switch self {
    case .short: .count
    case .none: .plain
    case .ratio: .ratio
    case .percent: .percent
    case .cores: .cores
    case .bytes: .bytes
    case .decimalBytes: .decimalBytes
    case .bytesPerSecond: .bytesPerSecond
    case .bitsPerSecond: .bitsPerSecond
    case .seconds: .seconds
    case .milliseconds: .milliseconds
    case .timestamp: .moment
    case .requestsPerSecond, .operationsPerSecond, .perSecond: .perSecond
    case .celsius: .celsius
    case .hertz: .hertz
    case .yesNo: .yesNo
    }
  }
}

extension Thresholds {
  /// What a value means in the tones of the screen; plain for one that is not known.
  func tone(ofKnown value: Double?) -> Presentation.Tone {
    guard let value, !value.isNaN else { return .plain }
    return Thresholds.tone(tone(of: value))
  }

  static func tone(_ tone: Tone) -> Presentation.Tone {
    switch tone {
    case .plain: .plain
    case .good: .good
    case .warning: .warning
    case .critical: .critical
    }
  }

  /// The lines at which a value begins to deserve a look or to be wrong, labelled in the unit.
  func lines(_ unit: Unit) -> [Threshold] {
    steps.filter { $0.value.isFinite && ($0.tone == .warning || $0.tone == .critical) }.map {
      Threshold($0.value, label: DisplayText(unit.text($0.value)), tone: Thresholds.tone($0.tone))
    }
  }
}
