internal import Metrics
internal import ProcFS

/// The NFS client, `nfs`, and server, `nfsd`.
enum NFSReaders {
  /// A number of the file with the series that it goes to.
  private struct Column {
    var line: String
    var number: Int
    var family: Family
    var labels: [(String, String)] = []
  }

  private static let clientPackets = Family.counter(
    "node_nfs_packets_total", "Total NFSd network packets (sent+received) by protocol type.")
  private static let clientRequests = Family.counter(
    "node_nfs_requests_total", "Number of NFS procedures invoked.")
  private static let clientColumns = [
    Column(line: "net", number: 1, family: clientPackets, labels: [("protocol", "udp")]),
    Column(line: "net", number: 2, family: clientPackets, labels: [("protocol", "tcp")]),
    Column(
      line: "net", number: 3,
      family: .counter("node_nfs_connections_total", "Total number of NFSd TCP connections.")),
    Column(
      line: "rpc", number: 0,
      family: .counter("node_nfs_rpcs_total", "Total number of RPCs performed.")),
    Column(
      line: "rpc", number: 1,
      family: .counter(
        "node_nfs_rpc_retransmissions_total", "Number of RPC transmissions performed.")),
    Column(
      line: "rpc", number: 2,
      family: .counter(
        "node_nfs_rpc_authentication_refreshes_total",
        "Number of RPC authentication refreshes performed.")),
  ]

  static func client(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      guard let bytes = Tree.bytes(paths.proc("net/rpc/nfs")) else { return writer.fail() }
      let reading = NFSStatistics(bytes)
      write(clientColumns, reading, to: &writer)
      let versions = [
        ("2", "proc2", NFSStatistics.version2), ("3", "proc3", NFSStatistics.version3),
        ("4", "proc4", NFSStatistics.version4Client),
      ]
      for (version, line, names) in versions {
        for (name, count) in reading.operations(line, names) {
          writer.put(clientRequests, [("proto", version), ("method", name)], count)
        }
      }
    }
  }

  private static let serverPackets = Family.counter(
    "node_nfsd_packets_total", "Total NFSd network packets (sent+received) by protocol type.")
  private static let serverErrors = Family.counter(
    "node_nfsd_rpc_errors_total", "Total number of NFSd RPC errors by error type.")
  private static let serverRequests = Family.counter(
    "node_nfsd_requests_total", "Total number NFSd Requests by method and protocol.")
  private static let serverColumns = [
    Column(
      line: "rc", number: 0,
      family: .counter(
        "node_nfsd_reply_cache_hits_total",
        "Total number of NFSd Reply Cache hits (client lost server response).")),
    Column(
      line: "rc", number: 1,
      family: .counter(
        "node_nfsd_reply_cache_misses_total",
        "Total number of NFSd Reply Cache an operation that requires caching (idempotent).")),
    Column(
      line: "rc", number: 2,
      family: .counter(
        "node_nfsd_reply_cache_nocache_total",
        "Total number of NFSd Reply Cache non-idempotent operations (rename/delete/…).")),
    Column(
      line: "fh", number: 0,
      family: .counter(
        "node_nfsd_file_handles_stale_total", "Total number of NFSd stale file handles")),
    Column(
      line: "io", number: 0,
      family: .counter("node_nfsd_disk_bytes_read_total", "Total NFSd bytes read.")),
    Column(
      line: "io", number: 1,
      family: .counter("node_nfsd_disk_bytes_written_total", "Total NFSd bytes written.")),
    Column(
      line: "th", number: 0,
      family: .gauge(
        "node_nfsd_server_threads", "Total number of NFSd kernel threads that are running.")),
    Column(
      line: "ra", number: 0,
      family: .gauge(
        "node_nfsd_read_ahead_cache_size_blocks", "How large the read ahead cache is in blocks.")),
    Column(
      line: "ra", number: 11,
      family: .counter(
        "node_nfsd_read_ahead_cache_not_found_total",
        "Total number of NFSd read ahead cache not found.")),
    Column(line: "net", number: 1, family: serverPackets, labels: [("proto", "udp")]),
    Column(line: "net", number: 2, family: serverPackets, labels: [("proto", "tcp")]),
    Column(
      line: "net", number: 3,
      family: .counter("node_nfsd_connections_total", "Total number of NFSd TCP connections.")),
    Column(
      line: "rpc", number: 0,
      family: .counter("node_nfsd_server_rpcs_total", "Total number of NFSd RPCs.")),
    Column(line: "rpc", number: 2, family: serverErrors, labels: [("error", "fmt")]),
    Column(line: "rpc", number: 3, family: serverErrors, labels: [("error", "auth")]),
    Column(line: "rpc", number: 4, family: serverErrors, labels: [("error", "cInt")]),
    Column(
      line: "wdeleg_getattr", number: 0, family: serverRequests,
      labels: [("proto", "4"), ("method", "WdelegGetattr")]),
  ]

  static func server(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      guard let bytes = Tree.bytes(paths.proc("net/rpc/nfsd")) else { return writer.fail() }
      let reading = NFSStatistics(bytes)
      write(serverColumns, reading, to: &writer)
      let versions = [
        ("2", "proc2", NFSStatistics.version2), ("3", "proc3", NFSStatistics.version3),
        ("4", "proc4ops", NFSStatistics.version4Server),
      ]
      for (version, line, names) in versions {
        for (name, count) in reading.operations(line, names) where name != "Null" {
          writer.put(serverRequests, [("proto", version), ("method", name)], count)
        }
      }
    }
  }

  private static func write(
    _ columns: [Column], _ reading: NFSStatistics, to writer: inout SampleWriter
  ) {
    for column in columns {
      writer.put(column.family, column.labels, reading.number(column.line, column.number))
    }
  }
}
