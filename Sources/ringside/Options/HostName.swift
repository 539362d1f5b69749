/// The name of the watched machine.
enum HostName {
  /// The name that the process file system tells, so that another machine's tree keeps its own; else this machine's.
  ///
  /// Source: Documentation/admin-guide/sysctl/kernel.rst, "domainname & hostname".
  static func read(procfs: String) -> String {
    let bytes = try? InputFile.read(procfs + "/sys/kernel/hostname")
    let told = bytes.map { String(decoding: $0.prefix { $0 != 0x0a }, as: UTF8.self) } ?? ""
    if !told.isEmpty { return told }
    let own = SystemClock.hostName()
    return own.isEmpty ? "localhost" : own
  }
}
