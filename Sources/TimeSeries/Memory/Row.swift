/// A few elements that stay where they are.
///
/// Measured: reading through an `InlineArray` of values that cannot be copied moves the whole array to and fro, 3 kB for
/// each sample that is appended.
@safe struct Row<Element: ~Copyable>: ~Copyable {
  private let elements: UnsafeMutablePointer<Element>
  private let count: Int

  /// `count` elements, each made from its place.
  init(count: Int, _ make: (Int) -> Element) {
    self.count = count
    unsafe elements = .allocate(capacity: count)
    for place in 0..<count { unsafe (elements + place).initialize(to: make(place)) }
  }

  deinit {
    unsafe elements.deinitialize(count: count)
    unsafe elements.deallocate()
  }

  subscript(place: Int) -> Element {
    @inline(__always) _read {
      precondition(place >= 0 && place < count, "a place in the row")
      yield unsafe elements[place]
    }
    @inline(__always) nonmutating _modify {
      precondition(place >= 0 && place < count, "a place in the row")
      yield unsafe &elements[place]
    }
  }
}
