/// Elements by dense number, with free numbers reused; in one piece of memory that is reserved once.
///
/// Reserved memory costs nothing until it is touched, so a bounded slab never moves and never copies itself.
@safe struct Slab<Element: BitwiseCopyable>: ~Copyable {
  private var elements: UnsafeMutablePointer<Element>
  private var capacity: Int
  private let isGrowing: Bool
  private var freed: [UInt32] = []
  /// One more than the largest number ever used.
  private(set) var highWater = 0

  /// A slab for at most `capacity` elements; a growing one moves to twice the room when it is full.
  init(capacity: Int, isGrowing: Bool) {
    self.capacity = max(1, capacity)
    self.isGrowing = isGrowing
    unsafe elements = .allocate(capacity: self.capacity)
    if !isGrowing { freed.reserveCapacity(self.capacity) }
  }

  deinit { unsafe elements.deallocate() }

  /// How many numbers are in use.
  var count: Int { highWater - freed.count }

  /// The bytes that were ever touched, with room to give every number back.
  var bytes: Int {
    highWater * (MemoryLayout<Element>.stride + MemoryLayout<UInt32>.stride)
  }

  /// The bytes that are touched for the first time when `more` elements are added.
  func growth(_ more: Int) -> Int {
    max(0, more - freed.count) * (MemoryLayout<Element>.stride + MemoryLayout<UInt32>.stride)
  }

  /// Whether an element can be added.
  var hasRoom: Bool { isGrowing || !freed.isEmpty || highWater < capacity }

  /// Stores an element and returns its number; `hasRoom` holds.
  mutating func add(_ element: Element) -> UInt32 {
    if let number = freed.popLast() {
      unsafe elements[Int(number)] = element
      return number
    }
    if highWater == capacity { grow() }
    unsafe (elements + highWater).initialize(to: element)
    highWater += 1
    return UInt32(highWater - 1)
  }

  /// Gives a number back.
  mutating func remove(_ number: UInt32) { freed.append(number) }

  /// Where an element is, until the next call of `add`; for paths that are too hot for anything else.
  @inline(__always) func pointer(_ number: UInt32) -> UnsafeMutablePointer<Element> {
    precondition(Int(number) < highWater, "a number that was handed out")
    return unsafe elements + Int(number)
  }

  subscript(number: UInt32) -> Element {
    @inline(__always) _read {
      precondition(Int(number) < highWater, "a number that was handed out")
      yield unsafe elements[Int(number)]
    }
    @inline(__always) _modify {
      precondition(Int(number) < highWater, "a number that was handed out")
      yield unsafe &elements[Int(number)]
    }
  }

  private mutating func grow() {
    precondition(isGrowing, "the caller has asked for room")
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
    unsafe larger.moveInitialize(from: elements, count: highWater)
    unsafe elements.deallocate()
    unsafe elements = larger
    capacity *= 2
  }
}

extension UInt32 {
  /// Stands for no number.
  static let none = UInt32.max
}
