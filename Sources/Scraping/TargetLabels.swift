internal import Metrics

/// Adds a target's labels to what its page says.
///
/// Source: Prometheus, Configuration, `honor_labels`.
struct TargetLabels: Sendable, Hashable {
  let labels: Labels
  let honorsLabels: Bool
  var relabelling: [RelabelRule] = []

  /// The labels under which a series of the page is kept; `nil` where relabelling drops it or leaves it no name.
  func kept(_ written: Labels) -> Labels? {
    guard !relabelling.isEmpty else { return identity(written) }
    let labels = RelabelRule.apply(relabelling, to: identity(written))
    return labels?.metricName == nil ? nil : labels
  }

  /// The labels of a series of the page with the target's.
  func identity(_ written: Labels) -> Labels {
    if honorsLabels { return Labels(Array(labels) + Array(written)) }
    var pairs: [(name: ByteString, value: ByteString)] = []
    var clashes: [(name: ByteString, value: ByteString)] = []
    for pair in written {
      if labels[pair.name] == nil { pairs.append(pair) } else { clashes.append(pair) }
    }
    pairs.append(contentsOf: labels)
    for clash in clashes {
      var name = "exported_" + clash.name.text
      while pairs.contains(where: { $0.name.text == name }) { name = "exported_" + name }
      pairs.append((ByteString(name), clash.value))
    }
    return Labels(pairs)
  }
}
