internal import Metrics

/// The families that a target's pages declare.
struct FamilyTable {
  struct Family {
    var name: ByteString
    var metadata: MetricMetadata
    /// The round in which the page last had a line about it.
    var round: UInt32
  }

  private var families: [Family] = []
  private var free: [UInt32] = []
  private var numbers: [ByteString: UInt32] = [:]

  subscript(number: UInt32) -> Family {
    get { families[Int(number)] }
    _modify { yield &families[Int(number)] }
  }

  /// The number of the family `name`, which is made where there is none.
  mutating func number(_ name: ByteString, round: UInt32) -> UInt32 {
    if let number = numbers[name] {
      families[Int(number)].round = round
      return number
    }
    let family = Family(name: name, metadata: MetricMetadata(), round: round)
    let number: UInt32
    if let reused = free.popLast() {
      families[Int(reused)] = family
      number = reused
    } else {
      families.append(family)
      number = UInt32(families.count - 1)
    }
    numbers[name] = number
    return number
  }

  /// Forgets the families that the page of `round` said nothing about.
  mutating func sweep(_ round: UInt32) {
    for (name, number) in numbers where families[Int(number)].round != round {
      numbers[name] = nil
      free.append(number)
    }
  }

  /// The family of a sample: the one of its name, or the one whose type has samples with such an ending.
  func family(ofSample name: ByteString) -> Family? {
    if let number = numbers[name] { return families[Int(number)] }
    guard let underscore = name.bytes.lastIndex(of: Byte.underscore), underscore > 0 else {
      return nil
    }
    let ending = String(decoding: name.bytes[underscore...], as: UTF8.self)
    guard let number = numbers[ByteString(name.bytes[..<underscore])] else { return nil }
    let family = families[Int(number)]
    return family.metadata.type.sampleEndings.contains(ending) ? family : nil
  }
}

extension MetricType {
  /// What is appended to the name of a family in the names of its samples.
  ///
  /// Source: OpenMetrics 1.0, "Metric Types"; Prometheus, Exposition formats, "Histograms and summaries".
  var sampleEndings: [String] {
    switch self {
    case .counter: ["_total", "_created"]
    case .histogram: ["_bucket", "_sum", "_count", "_created"]
    case .gaugeHistogram: ["_bucket", "_gsum", "_gcount", "_sum", "_count"]
    case .summary: ["_sum", "_count", "_created"]
    case .info: ["_info"]
    case .gauge, .stateSet, .unknown: []
    }
  }
}
