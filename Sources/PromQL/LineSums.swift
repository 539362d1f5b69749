/// A line: its slope a second and its value at the moment of reference.
struct FittedLine {
  var slope: Double
  var intercept: Double
}

/// The compensated sums from which the least-squares line through points follows.
struct LineSums {
  private var x = KahanSum()
  private var y = KahanSum()
  private var xy = KahanSum()
  private var xx = KahanSum()

  init() {}

  /// The sums of one lane.
  init(_ lanes: LineSumLanes, _ lane: Int) {
    x = lanes.x[lane]
    y = lanes.y[lane]
    xy = lanes.xy[lane]
    xx = lanes.xx[lane]
  }

  /// Adds a point.
  @inline(__always) mutating func add(_ x: Double, _ y: Double) {
    self.x.add(x)
    self.y.add(y)
    xy.add(x * y)
    xx.add(x * x)
  }

  /// Whether no sum has left the numbers, to which none returns.
  var isFinite: Bool { x.isFinite && y.isFinite && xy.isFinite && xx.isFinite }

  /// The line through `count` points; level where all of their `values` are the same.
  func line(count: Int, _ values: ArraySlice<Double>) -> FittedLine {
    let first = values[values.startIndex]
    guard values.contains(where: { $0 != first }) else {
      return first.isInfinite
        ? FittedLine(slope: .nan, intercept: .nan) : FittedLine(slope: 0, intercept: first)
    }
    let count = Double(count)
    let x = x.sum + x.compensation
    let y = y.sum + y.compensation
    let covariance = xy.sum + xy.compensation - x * y / count
    let variance = xx.sum + xx.compensation - x * x / count
    let slope = covariance / variance
    return FittedLine(slope: slope, intercept: y / count - slope * x / count)
  }
}

/// The sums of four lines side by side.
struct LineSumLanes {
  fileprivate(set) var x = KahanLanes()
  fileprivate(set) var y = KahanLanes()
  fileprivate(set) var xy = KahanLanes()
  fileprivate(set) var xx = KahanLanes()

  /// Adds a point to each.
  @inline(__always) mutating func add(_ x: SIMD4<Double>, _ y: SIMD4<Double>) {
    self.x.add(x)
    self.y.add(y)
    xy.add(x * y)
    xx.add(x * x)
  }

  /// Adds a point to each, all at the same time, to the sums of which `setTimes` brings it.
  @inline(__always) mutating func addValues(_ x: Double, _ y: SIMD4<Double>) {
    self.y.add(y)
    xy.add(x * y)
  }

  /// Gives all the same sums of time.
  mutating func setTimes(_ x: KahanSum, _ xx: KahanSum) {
    self.x = KahanLanes(repeating: x)
    self.xx = KahanLanes(repeating: xx)
  }
}
