internal import Glibc
internal import Metrics
internal import Presentation
internal import Storage
internal import TimeSeries

extension Keeping {
  /// Where a dashboard keeps the history of the host `host`.
  ///
  /// - Throws: where a file that was named cannot be kept.
  static func dashboard(
    _ options: DashboardOptions, host: String
  ) throws(SourceError) -> Keeping {
    let now = SystemClock.now()
    let bytes = options.ringBytes
    if let (path, holder) = RingFileChoice.recorder(options) {
      return attached(to: holder, path: path, bytes: bytes)
    }
    switch RingFileChoice.dashboard(options, fileBytes: options.ringFileBytes) {
    case .memory(let reason): return Keeping(bytes: bytes, reason: reason)
    case .file(let path, let isNamed):
      let wish = Wish(
        path: path, ringBytes: bytes, fileSize: options.ringFileSize(path, isNamed: isNamed),
        command: Holder.dashboard, facts: options.facts(host: host, now: now))
      do throws(StorageError) {
        switch try own(wish, now: now) {
        case .own(let keeping): return keeping
        case .heldBy(let holder?) where holder.isRecorder:
          return attached(to: holder, path: path, bytes: bytes)
        case .heldBy(let holder):
          return beside(holder, path: path, bytes: bytes, now: now)
        }
      } catch {
        guard !isNamed else { throw SourceError(message: "\(error)", status: .world) }
        return Keeping(bytes: bytes, reason: "\(error)")
      }
    }
  }
}

extension DashboardOptions {
  /// How large the ring file may become.
  var ringFileBytes: Int { ringBytes * 8 }

  /// How large the file of a recorder is made, where it is not there yet.
  func recordingSize(_ path: String) -> RingFileSize {
    keep == nil && !isRingSized
      ? .holding(RecorderSize.needs) : ringFileSize(path, isNamed: true)
  }

  /// How large the ring file at a path is made, where it is not there yet.
  func ringFileSize(_ path: String, isNamed: Bool) -> RingFileSize {
    guard let keep else { return .bytes(ringFileBytes) }
    guard !isNamed, let place = FileSystemFacts(folder: Folders.parent(of: path)) else {
      return .reach(keep, most: 1 << 50)
    }
    return .reach(keep, most: StoreObjection.most(place))
  }

  /// What a ring file says about where it comes from.
  func facts(host: String, now: Timestamp) -> RingFileFacts {
    let (minutes, zone) = SystemClock.zone(at: now)
    let id = (try? InputFile.read("/etc/machine-id")) ?? []
    return RingFileFacts(
      machineID: ByteString(id.prefix { $0 != 0x0a }.prefix(64)), hostName: ByteString(host),
      zoneName: ByteString(zone), zoneOffset: minutes * 60, interval: interval.milliseconds,
      created: now, program: ByteString("ringside \(Ringside.version)"))
  }
}
