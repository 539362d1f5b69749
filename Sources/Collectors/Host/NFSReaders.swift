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
    "node_nfs_packets_total", "Packets of the NFS client.")
  private static let clientRequests = Family.counter(
    "node_nfs_requests_total", "Calls of the NFS client.")
  private static let clientColumns = [
    Column(line: "net", number: 1, family: clientPackets, labels: [("protocol", "udp")]),
    Column(line: "net", number: 2, family: clientPackets, labels: [("protocol", "tcp")]),
    Column(
      line: "net", number: 3,
      family: .counter("node_nfs_connections_total", "TCP connections of the NFS client.")),
    Column(
      line: "rpc", number: 0, family: .counter("node_nfs_rpcs_total", "RPCs of the NFS client.")),
    Column(
      line: "rpc", number: 1,
      family: .counter("node_nfs_rpc_retransmissions_total", "RPCs that were sent again.")),
    Column(
      line: "rpc", number: 2,
      family: .counter(
        "node_nfs_rpc_authentication_refreshes_total", "Authentications that were renewed.")),
  ]

  static func client(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      guard let bytes = Tree.bytes(paths.proc("net/rpc/nfs")) else { return }
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
    "node_nfsd_packets_total", "Packets of the NFS server.")
  private static let serverErrors = Family.counter(
    "node_nfsd_rpc_errors_total", "RPCs that the NFS server refused.")
  private static let serverRequests = Family.counter(
    "node_nfsd_requests_total", "Calls of the NFS server.")
  private static let serverColumns = [
    Column(
      line: "rc", number: 0,
      family: .counter("node_nfsd_reply_cache_hits_total", "Replies found in the cache.")),
    Column(
      line: "rc", number: 1,
      family: .counter("node_nfsd_reply_cache_misses_total", "Replies not found in the cache.")),
    Column(
      line: "rc", number: 2,
      family: .counter("node_nfsd_reply_cache_nocache_total", "Replies that are not cached.")),
    Column(
      line: "fh", number: 0,
      family: .counter("node_nfsd_file_handles_stale_total", "Stale file handles.")),
    Column(
      line: "io", number: 0, family: .counter("node_nfsd_disk_bytes_read_total", "Bytes read.")),
    Column(
      line: "io", number: 1,
      family: .counter("node_nfsd_disk_bytes_written_total", "Bytes written.")),
    Column(
      line: "th", number: 0,
      family: .gauge("node_nfsd_server_threads", "Threads of the NFS server.")),
    Column(
      line: "ra", number: 0,
      family: .gauge(
        "node_nfsd_read_ahead_cache_size_blocks", "Blocks that the read-ahead cache holds.")),
    Column(
      line: "ra", number: 11,
      family: .counter(
        "node_nfsd_read_ahead_cache_not_found_total", "Blocks not found in the read-ahead cache.")),
    Column(line: "net", number: 1, family: serverPackets, labels: [("proto", "udp")]),
    Column(line: "net", number: 2, family: serverPackets, labels: [("proto", "tcp")]),
    Column(
      line: "net", number: 3,
      family: .counter("node_nfsd_connections_total", "TCP connections of the NFS server.")),
    Column(
      line: "rpc", number: 0,
      family: .counter("node_nfsd_server_rpcs_total", "RPCs of the NFS server.")),
    Column(line: "rpc", number: 2, family: serverErrors, labels: [("error", "fmt")]),
    Column(line: "rpc", number: 3, family: serverErrors, labels: [("error", "auth")]),
    Column(line: "rpc", number: 4, family: serverErrors, labels: [("error", "cInt")]),
    Column(
      line: "wdeleg_getattr", number: 0, family: serverRequests,
      labels: [("proto", "4"), ("method", "WdelegGetattr")]),
  ]

  static func server(_ paths: HostPaths) -> ReadPart {
    ReadPart { writer in
      guard let bytes = Tree.bytes(paths.proc("net/rpc/nfsd")) else { return }
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
