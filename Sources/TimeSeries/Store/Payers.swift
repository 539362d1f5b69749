internal import Metrics

/// The targets of a class, among whom its blocks are shared.
struct Payers {
  private var numbers: [ByteString: UInt16] = [:]
  private var names: [ByteString] = []
  private var series: [Int] = []
  private var free: [UInt16] = []

  /// The most payers with a share of their own; later ones share the first's.
  private static let most = 4096

  var bytes: Int { numbers.capacity * 48 + names.reduce(0) { $0 + $1.count + 64 } }

  /// How many payers have series.
  var count: Int { names.count - free.count }

  /// How many series a payer has.
  func held(_ number: UInt16) -> Int { series[Int(number)] }

  /// The number of a payer.
  mutating func number(_ name: ByteString) -> UInt16 {
    if let known = numbers[name] { return known }
    if let number = free.popLast() {
      names[Int(number)] = name
      numbers[name] = number
      return number
    }
    guard names.count < Payers.most else { return 0 }
    names.append(name)
    series.append(0)
    numbers[name] = UInt16(names.count - 1)
    return UInt16(names.count - 1)
  }

  /// The name of a payer.
  func name(_ number: UInt16) -> ByteString {
    Int(number) < names.count ? names[Int(number)] : ByteString()
  }

  /// Counts series of a payer; one without any is forgotten.
  mutating func count(_ number: UInt16, _ change: Int) {
    series[Int(number)] += change
    guard series[Int(number)] == 0 else { return }
    numbers[names[Int(number)]] = nil
    names[Int(number)] = ByteString()
    free.append(number)
  }
}
