internal import Metrics
internal import TimeSeries

/// A source whose command lines are only the names of programs: what follows them may be a password.
struct RedactedSource: SampleStandIn {
  let source: (any SampleSource)?

  private static let label: ByteString = "cmdline"

  func read(
    _ ringClass: RingClass, _ matchers: [LabelMatcher], _ request: SampleRequest,
    into found: inout [SelectedSeries]
  ) {
    var own: [SelectedSeries] = []
    source?.read(ringClass, matchers, request, into: &own)
    found += own.map { series in
      guard let line = series.labels[Self.label] else { return series }
      var series = series
      let name = Self.program(line, named: series.labels["comm"] ?? "")
      series.labels = series.labels.setting(Self.label, to: name)
      return series
    }
  }

  /// `/usr/bin/psql -c …` is `psql`; a first word that may hold more than a path is the kernel's name for it.
  static func program(_ line: ByteString, named comm: ByteString) -> ByteString {
    let word = line.bytes.prefix { $0 != UInt8(ascii: " ") && $0 != 0 }
    // The kernel's own threads are called [kworker/0:1].
    let isPath = word.first != UInt8(ascii: "[")
    let name = isPath ? word.split(separator: UInt8(ascii: "/")).last ?? [] : word
    let isPlain = name.allSatisfy { byte in
      byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte & 0xdf)
        || "-_.+:/[]".utf8.contains(byte)
    }
    return isPlain ? ByteString(name) : comm
  }

  func labelValues(of name: ByteString) -> [ByteString] {
    let values = source?.labelValues(of: name) ?? []
    guard name == Self.label else { return values }
    return Set(values.map { Self.program($0, named: "") }).sorted()
  }
}
