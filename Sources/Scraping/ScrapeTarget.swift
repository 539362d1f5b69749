public import Metrics

/// An endpoint to scrape, and the labels that its series carry.
public struct ScrapeTarget: Hashable, Sendable {
  /// The address as it may be shown: a scheme, a host and a path, never a password.
  public let url: String
  /// The address to ask, user name and password included where they were given.
  public let requestURL: String
  /// What the endpoint is scraped as; every endpoint of the command line is of the job `endpoint` unless it says otherwise.
  public let job: ByteString
  /// The host and port as written, as Prometheus 3 has it; user name and password are not part of it.
  public let instance: ByteString
  /// Whether the address holds a user name or a password.
  public let hasCredentials: Bool
  /// The labels that are added to every series: `job`, `instance` and what a configuration adds.
  public let labels: Labels
  /// How the endpoint is asked beside its address.
  public let access: TargetAccess

  /// What tells the target from every other, in one text.
  public var identity: String { url + " " + labels.description }

  /// The job of the endpoints that the command line names.
  ///
  /// The command line is one scrape configuration, as a `job_name` is in Prometheus, so its endpoints share one job and
  /// `instance` tells them apart.
  public static let commandLineJob: ByteString = "endpoint"

  /// The target that a command line names: `host:9100`, `host:9100/path`, `http://host:9100` or `https://host/path`.
  ///
  /// Without a path it is `/metrics`; a path of `/` is kept. Source: Prometheus, Configuration, `scrape_config`.
  /// - Parameters:
  ///   - argument: the address.
  ///   - job: the value of the label `job`.
  /// - Throws: what is wrong with the address.
  public init(
    _ argument: String, job: ByteString = ScrapeTarget.commandLineJob
  ) throws(ScrapeTargetError) {
    let address = try TargetAddress(argument)
    url = address.shown
    requestURL = address.requested
    instance = ByteString(address.authority)
    hasCredentials = address.hasCredentials
    self.job = job
    labels = ["job": job, "instance": instance]
    access = TargetAccess()
  }

  /// The target that a configuration makes of its parts.
  ///
  /// - Parameters:
  ///   - scheme: `http` or `https`.
  ///   - authority: the host and the port.
  ///   - path: the path; a slash in front is added where there is none.
  ///   - query: the query, encoded; empty for none.
  ///   - labels: the labels of its series.
  ///   - access: how it is asked.
  /// - Throws: what is wrong with the address.
  init(
    scheme: ByteString, authority: ByteString, path: ByteString, query: String, labels: Labels,
    access: TargetAccess
  ) throws(ScrapeTargetError) {
    let encoded = PercentEncoding.path(path)
    let rest = (encoded.hasPrefix("/") ? "" : "/") + encoded + (query.isEmpty ? "" : "?" + query)
    guard !authority.bytes.contains(where: { [0x2f, 0x3f, 0x23, 0x40].contains($0) }) else {
      throw ScrapeTargetError(
        address: authority.text,
        reason: "more than a host and a port; expected host:port, the rest in 'scheme' and "
          + "'metrics_path'")
    }
    let address = try TargetAddress("\(scheme.text)://\(authority.text)\(rest)")
    url = address.shown
    requestURL = address.requested
    hasCredentials = access.credentials != nil
    job = labels["job"] ?? ""
    instance = labels["instance"] ?? ""
    self.labels = labels
    self.access = access
  }
}

/// Why a text is not the address of an endpoint.
public struct ScrapeTargetError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The address as it was written, passwords hidden.
  public var address: String
  /// What is wrong and what was expected.
  public var reason: String

  /// `'address': reason`.
  public var description: String { "'\(address)': \(reason)" }
}
