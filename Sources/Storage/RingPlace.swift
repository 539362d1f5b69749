/// Where the ring file of this machine is when nobody names one.
public enum RingPlace {
  /// `$XDG_STATE_HOME/ringside/<machine>.ring`, else below `~/.local/state`.
  ///
  /// The machine's own name stands in it, so that hosts that share a home keep a ring each.
  /// - Parameters:
  ///   - stateHome: what `XDG_STATE_HOME` says; only an absolute path counts.
  ///   - home: what `HOME` says; likewise.
  ///   - machineID: what `/etc/machine-id` holds.
  ///   - hostName: the name of the host, which stands for the machine that has no id.
  /// - Returns: the path; `nil` where there is no such place.
  public static func path(
    stateHome: String?, home: String?, machineID: String?, hostName: String
  ) -> String? {
    guard let folder = absolute(stateHome) ?? absolute(home).map({ $0 + "/.local/state" }),
      let machine = name(machineID) ?? name(hostName)
    else { return nil }
    return "\(folder)/ringside/\(machine).ring"
  }

  private static func absolute(_ path: String?) -> String? {
    guard let path, path.hasPrefix("/") else { return nil }
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// A word that may stand in the name of a file; `nil` where nothing is left of it.
  private static func name(_ text: String?) -> String? {
    let word = (text ?? "").unicodeScalars.prefix { $0 != "\n" }.filter {
      $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil)
        || $0 == "-" || $0 == "." || $0 == "_"
    }
    let name = String(String.UnicodeScalarView(word.prefix(64)))
    return name.allSatisfy({ $0 == "." }) ? nil : name
  }
}

/// Why no ring file is made though none was forbidden.
public enum StoreObjection: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no folder for it.
  case noPlace
  /// The file system may be another machine's.
  case network(name: String)
  /// It would take more than a twentieth of what is free.
  case tooLarge(fileBytes: Int, freeBytes: Int)
  /// It would leave less than 1 GiB.
  case tooLittleLeft(fileBytes: Int, freeBytes: Int)

  /// The part of the free space that a file may take that nobody asked for, as one in so many.
  private static let part = 20
  private static let least = 1 << 30

  /// What speaks against a file that nobody asked for.
  ///
  /// - Parameters:
  ///   - fileBytes: how large it may become.
  ///   - storedBytes: what is there already; 0 where the file is not there.
  ///   - place: the file system of its folder; `nil` where there is no folder.
  /// - Returns: the objection; `nil` where there is none.
  public static func objection(
    fileBytes: Int, storedBytes: Int, place: FileSystemFacts?
  ) -> StoreObjection? {
    guard let place else { return .noPlace }
    if let name = place.networkName { return .network(name: name) }
    let growth = fileBytes - storedBytes
    guard growth > 0, storedBytes == 0 else { return nil }
    if growth > place.freeBytes / part {
      return .tooLarge(fileBytes: fileBytes, freeBytes: place.freeBytes)
    }
    guard place.freeBytes - growth < least else { return nil }
    return .tooLittleLeft(fileBytes: fileBytes, freeBytes: place.freeBytes)
  }

  /// The reason and the remedy, for the line that says where history is.
  public var description: String {
    switch self {
    case .noPlace: "no folder for a ring file; --ring FILE names one"
    case .network(let name): "the folder is on a network file system (\(name)); --ring FILE insists"
    case .tooLarge(let file, let free):
      "\(sizeText(file)) is more than 5 % of the \(sizeText(free)) that are free; "
        + "--ring FILE insists"
    case .tooLittleLeft(let file, let free):
      "\(sizeText(file)) of the \(sizeText(free)) that are free leave less than 1 GiB; "
        + "--ring FILE insists"
    }
  }
}

/// "512 MiB", "1.5 GiB".
func sizeText(_ bytes: Int) -> String {
  let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
  var value = Double(bytes)
  var unit = 0
  while value >= 1024, unit + 1 < units.count {
    value /= 1024
    unit += 1
  }
  let tenths = (value * 10).rounded(.down) / 10
  let number = tenths == tenths.rounded() ? "\(Int(tenths))" : "\(tenths)"
  return "\(number) \(units[unit])"
}
