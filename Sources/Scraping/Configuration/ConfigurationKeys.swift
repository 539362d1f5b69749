internal import Metrics

/// What becomes of a key that Prometheus knows.
enum KeyStanding {
  /// It is read.
  case read
  /// It asks for nothing that could be done here.
  case accepted
  /// It is not supported yet; this happens instead.
  case pending(String)
  /// It is not supported yet, and a scrape without it would mean something else: the job is not scraped.
  case obstacle
}

/// The keys of a section.
struct KeyTable {
  let standings: [(key: ByteString, standing: KeyStanding)]

  /// The keys, the most used first.
  var names: [ByteString] { standings.map(\.key) }

  init(_ standings: KeyValuePairs<ByteString, KeyStanding>) {
    self.standings = standings.map { ($0.key, $0.value) }
  }

  init(reading names: ByteString...) { standings = names.map { ($0, .read) } }

  init(_ tables: KeyTable...) { standings = tables.flatMap(\.standings) }
}

/// The keys that stand in a configuration.
///
/// Source: Prometheus 3, Configuration.
enum ConfigurationKeys {
  static let top = KeyTable([
    "global": .read, "scrape_configs": .read, "rule_files": .read, "scrape_config_files": .read,
    "alerting": .read, "remote_write": .read, "host": .read, "bell": .read,
    "hooks": .read,
    "remote_read": .pending("nothing is read from there"),
    "storage": .pending("the size of the ring is what '--ring-size' says"),
    "tracing": .pending("no traces are sent"), "otlp": .pending("nothing is received"),
    "runtime": .accepted,
  ])

  private static let limits = KeyTable(
    reading: "body_size_limit", "sample_limit", "target_limit", "label_limit",
    "label_name_length_limit", "label_value_length_limit", "scrape_protocols",
    "metric_name_validation_scheme", "metric_name_escaping_scheme")

  private static let histograms = KeyTable([
    "scrape_native_histograms": .pending("the classic ones are kept"),
    "always_scrape_classic_histograms": .accepted,
    "convert_classic_histograms_to_nhcb": .pending("the classic ones are kept"),
    "extra_scrape_metrics": .pending("the usual series of a scrape are kept"),
    "scrape_failure_log_file": .pending("the view of targets shows failures"),
    "keep_dropped_targets": .accepted,
  ])

  static let global = KeyTable(
    KeyTable([
      "scrape_interval": .read, "scrape_timeout": .read, "evaluation_interval": .read,
      "external_labels": .read,
      "rule_query_offset": .pending("rules look at the moment of their evaluation"),
      "query_log_file": .pending("no queries are logged"),
    ]), limits, histograms)

  static let job = KeyTable(
    KeyTable(
      reading: "job_name", "static_configs", "scrape_interval", "scrape_timeout", "metrics_path",
      "scheme", "params", "basic_auth", "authorization", "tls_config", "honor_labels",
      "honor_timestamps", "relabel_configs", "metric_relabel_configs", "bearer_token",
      "bearer_token_file", "follow_redirects", "enable_compression", "enable_http2",
      "http_headers", "fallback_scrape_protocol"),
    limits,
    KeyTable([
      "oauth2": .obstacle, "proxy_url": .obstacle, "proxy_from_environment": .obstacle,
      "proxy_connect_header": .obstacle, "no_proxy": .accepted,
      "track_timestamps_staleness": .pending("series with timestamps end when the page ends them"),
      "native_histogram_bucket_limit": .accepted, "native_histogram_min_bucket_factor": .accepted,
    ]), histograms, discoveries)

  private static let discoveries = KeyTable(
    discovering: "file", "http", "dns", "kubernetes", "consul", "docker", "dockerswarm", "ec2",
    "aws", "azure", "digitalocean", "eureka", "gce", "hetzner", "ionos", "kuma", "lightsail",
    "linode", "marathon", "nerve", "nomad", "openstack", "outscale", "ovhcloud", "puppetdb",
    "scaleway", "serverset", "stackit", "triton", "uyuni", "vultr")

  static let staticGroup = KeyTable(reading: "targets", "labels")

  static let relabelling = KeyTable(
    reading: "source_labels", "separator", "regex", "modulus", "target_label", "replacement",
    "action")

  static let basic = KeyTable([
    "username": .read, "username_file": .read, "username_ref": .obstacle, "password": .read,
    "password_file": .read, "password_ref": .obstacle,
  ])

  static let authorization = KeyTable([
    "type": .read, "credentials": .read, "credentials_file": .read, "credentials_ref": .obstacle,
  ])

  static let tls = KeyTable([
    "ca_file": .read, "cert_file": .read, "key_file": .read, "server_name": .read,
    "insecure_skip_verify": .read, "min_version": .read, "max_version": .read, "ca": .obstacle,
    "cert": .obstacle, "key": .obstacle, "ca_ref": .obstacle, "cert_ref": .obstacle,
    "key_ref": .obstacle,
  ])

  static let header = KeyTable(reading: "values", "secrets", "files")

  static let alerting = KeyTable(reading: "alertmanagers", "alert_relabel_configs")

  static let host = KeyTable(reading: "job", "instance", "labels")

  static let bell = KeyTable(reading: "rank", "severities", "group_by")

  static let hook = KeyTable(
    reading: "name", "command", "severities", "send_resolved", "timeout", "repeat_interval")
}

extension KeyTable {
  /// The keys of ways to find targets.
  fileprivate init(discovering names: ByteString...) {
    standings = names.map {
      ($0 + "_sd_configs", .pending("targets that it would find are not scraped"))
    }
  }
}

extension ByteString {
  fileprivate static func + (left: ByteString, right: ByteString) -> ByteString {
    ByteString(left.bytes + right.bytes)
  }
}
