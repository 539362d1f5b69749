internal import Metrics

/// A metric family: what its series share.
struct FamilyEntry: BitwiseCopyable {
  var name: UInt32
  var help: UInt32
  var unit: UInt32
  var position = UInt32.none
  /// The place of the type among all types.
  var type: UInt8
  /// The series of the family; 0 while the number is free.
  var series: UInt32 = 0

  /// The words of its record.
  static let recordWords = 3

  /// The payload of its record.
  var payload: [UInt64] { [UInt64(name) << 32 | UInt64(type), UInt64(help) << 32 | UInt64(unit)] }
}

extension MetricType {
  /// The type's number in records; part of the format.
  var number: UInt8 {
    switch self {
    case .unknown: 0
    case .counter: 1
    case .gauge: 2
    case .histogram: 3
    case .gaugeHistogram: 4
    case .summary: 5
    case .info: 6
    case .stateSet: 7
    }
  }

  /// The type with this number; unknown where there is none.
  init(number: UInt8) { self = MetricType.allCases.first { $0.number == number } ?? .unknown }

  /// Whether the series `name` of a family of this type only rises, apart from resets.
  func isCounter(series name: ByteString) -> Bool {
    switch self {
    case .counter: !name.hasSuffix("_created")
    case .histogram:
      name.hasSuffix("_bucket") || name.hasSuffix("_count") || name.hasSuffix("_sum")
    case .summary: name.hasSuffix("_count") || name.hasSuffix("_sum")
    case .gauge, .gaugeHistogram, .info, .stateSet, .unknown: false
    }
  }
}

extension ByteString {
  fileprivate func hasSuffix(_ suffix: ByteString) -> Bool {
    bytes.suffix(suffix.count).elementsEqual(suffix.bytes)
  }
}
