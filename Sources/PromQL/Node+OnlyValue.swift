extension Node {
  /// Whether its evaluation has no effect but its value: it cannot fail by what the data are, and remarks nothing.
  var hasOnlyValue: Bool {
    switch self {
    case .instant(let selector): selector.extension == .none
    case .fixed(let inner): inner.hasOnlyValue
    case .vectorOperation(let operation, let vector, .number, _):
      !operation.changesQuantity && vector.hasOnlyValue
    case .window(.overTime, let source, let keepsName): source.isPlain(keepsName: keepsName)
    case .set(let operation, _, let left, let right):
      operation != .or && left.hasOnlyValue && right.hasOnlyValue
    case .number, .text, .range, .negated, .scalarOperation, .vectorOperation, .matched,
      .aggregation, .window, .elementwise, .scalarFunction, .vectorFunction:
      false
    }
  }
}

extension RangeSource {
  /// Whether it is a selector of which no two series become alike.
  fileprivate func isPlain(keepsName: Bool) -> Bool {
    guard case .selector(let selector) = content, selector.extension == .none else { return false }
    return keepsName || selector.hasOneName
  }
}

extension [Series] {
  /// Whether no series has a value at any step.
  var isWithoutValues: Bool { allSatisfy { $0.values.allSatisfy(\.isAbsent) } }
}
