internal import Metrics

/// Which names a collector takes: patterns that are searched for anywhere in a name, as node_exporter does it.
struct NameFilter: Hashable, Sendable {
  /// What a name must hold; `nil` for anything.
  var include: RegularExpression?
  /// What a name may not hold; `nil` for nothing.
  var exclude: RegularExpression?

  /// Whether the collector takes `name`.
  func takes(_ name: String) -> Bool {
    (include == nil && exclude == nil) || takes(ByteString(name))
  }

  /// Whether the collector takes `name`.
  func takes(_ name: ByteString) -> Bool {
    if let exclude, exclude.firstMatch(in: name, from: 0) != nil { return false }
    guard let include else { return true }
    return include.firstMatch(in: name, from: 0) != nil
  }
}

/// A filter that remembers what it said of each name, for names that come again at every tick.
struct RememberedFilter {
  private let filter: NameFilter?
  private let usual: (ArraySlice<UInt8>) -> Bool
  private var known: [ArraySlice<UInt8>: Bool] = [:]

  /// The filter that was asked for, or else the `usual` one.
  init(_ filter: NameFilter?, usual: @escaping (ArraySlice<UInt8>) -> Bool) {
    self.filter = filter
    self.usual = usual
  }

  /// Whether the collector takes `name`.
  mutating func takes(_ name: ArraySlice<UInt8>) -> Bool {
    guard let filter else { return usual(name) }
    if let verdict = known[name] { return verdict }
    let verdict = filter.takes(ByteString(name))
    if known.count > 4096 { known = [:] }
    known[ArraySlice(Array(name))] = verdict
    return verdict
  }
}
