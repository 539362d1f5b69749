public import TimeSeries

/// Ring files that are only looked at, whoever wrote them.
///
/// They are read with `pread` and never mapped, as the owner of a file can shorten it at any moment.
public enum Recording {
  /// How long a reading may take: of a recording nothing else can be shown meanwhile.
  public static let patience = Duration.seconds(10)

  /// The bytes that a ring file begins with.
  private static let magic = Array("RINGFILE".utf8)

  /// Whether a file begins as ring files do; `false` where it cannot be read.
  public static func isOne(_ path: String) -> Bool {
    guard let file = try? DescriptorFile(path, .reading) else { return false }
    return (try? file.read(at: 0, count: magic.count)) == magic
  }

  /// Opens a ring file to be read; another process may be writing it.
  ///
  /// - Parameter path: the file.
  /// - Returns: its samples, and where they come from.
  /// - Throws: where it cannot be read, or is no ring file of this version.
  public static func open(
    _ path: String
  ) throws(StorageError) -> (source: RingFile, facts: RingFileFacts) {
    let file = try DescriptorFile(path, .reading)
    let patient: PatientFile
    do throws(FileFailure) {
      patient = try PatientFile(file, patience: patience)
    } catch {
      throw StorageError(path: path, reason: error.reason, number: error.number)
    }
    do throws(RingFileError) {
      let source = try RingFile(patient)
      return (source, source.facts)
    } catch {
      throw StorageError(path, error)
    }
  }
}

extension StorageError {
  /// Why a ring file cannot be opened.
  public init(_ path: String, _ error: RingFileError) {
    if case .failure(let failure) = error {
      self.init(path: path, reason: failure.reason, number: failure.number)
    } else {
      self.init(path: path, reason: "\(error)")
    }
  }
}
