public import TimeSeries

/// How large the file of a recorder is made where nobody says: the smallest one that holds 24 hours of raw samples and of
/// buckets of 10 s, and 7 days of buckets of 1 min, of the host and the kept processes of a machine with 300 processes.
public enum RecorderSize {
  /// Bytes of segments a second that a resolution of a class takes.
  struct Rates: Hashable, Sendable {
    var raw: Double
    var tenSeconds: Double
    var minute: Double
  }

  /// What was measured where a host is read every 5 s.
  ///
  /// The host: 508 series of a machine of two CPUs, all busy, over 19 minutes. The processes: `ringside-bench recording`,
  /// six hours of 300 processes, of which 60 work and one a minute is new and stays for ten.
  static let measured: [RingClass: Rates] = [
    .host: Rates(raw: 252, tenSeconds: 186, minute: 46),
    .processes: Rates(raw: 158, tenSeconds: 331, minute: 58),
  ]
  /// Bytes a second by which series are added to the index, nine for each process, of 33 bytes each.
  static let indexRate = 4.9

  /// How far back raw samples and buckets of 10 s reach, and buckets of 1 min.
  static let fineSeconds = 86_400.0
  static let minuteSeconds = 7 * 86_400.0
  /// Of a machine that has more to say than the one that was measured, by so much.
  static let margin = 1.1
  /// What recorded targets, and alerts, marks and events have of each byte of the others.
  static let othersPart: [RingClass: Double] = [.targets: 0.2, .events: 0.05]

  /// What the file has room for.
  public static let needs: RingFileNeeds = {
    var shares = measured.mapValues { rates in
      RingFileNeeds.Share(
        raw: Int(rates.raw * fineSeconds * margin),
        tenSeconds: Int(rates.tenSeconds * fineSeconds * margin),
        minute: Int(rates.minute * minuteSeconds * margin))
    }
    let own = shares.values.reduce((0, 0, 0)) {
      ($0.0 + $1.raw, $0.1 + $1.tenSeconds, $0.2 + $1.minute)
    }
    for (ringClass, part) in othersPart {
      shares[ringClass] = RingFileNeeds.Share(
        raw: Int(Double(own.0) * part), tenSeconds: Int(Double(own.1) * part),
        minute: Int(Double(own.2) * part))
    }
    // A full half begins anew at three quarters.
    let index = indexRate * minuteSeconds * margin * 4 / 3
    return RingFileNeeds(shares: shares, indexBytes: Int(index))
  }()

  /// How large the file may become beside an arena of so many bytes.
  public static func bytes(arenaBytes: Int) -> Int {
    RingFileLayout(holding: needs, arenaBytes: arenaBytes).fileBytes
  }
}
