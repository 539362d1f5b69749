import Metrics
import Scraping
import Testing

@Suite struct ScrapeTargetTests {
  @Test(arguments: [
    ("db-1:9187", "http://db-1:9187/metrics", "db-1:9187"),
    ("127.0.0.1:9090/metrics", "http://127.0.0.1:9090/metrics", "127.0.0.1:9090"),
    ("http://db-1:9100", "http://db-1:9100/metrics", "db-1:9100"),
    ("http://db-1:9100/", "http://db-1:9100/", "db-1:9100"),
    ("https://db-1/federate?match[]=up", "https://db-1/federate?match[]=up", "db-1"),
    ("http://db-1:9100?x=1", "http://db-1:9100/metrics?x=1", "db-1:9100"),
    ("HTTP://db-1:9100/m#part", "http://db-1:9100/m", "db-1:9100"),
    ("[::1]:9100", "http://[::1]:9100/metrics", "[::1]:9100"),
    ("http://[fe80::1]/x", "http://[fe80::1]/x", "[fe80::1]"),
    ("http://me:secret@db-1:9100/x", "http://db-1:9100/x", "db-1:9100"),
  ])
  func `an address gives what to ask and which labels to add`(
    argument: String, url: String, instance: String
  ) throws {
    let target = try ScrapeTarget(argument)
    #expect(target.url == url)
    #expect(target.labels == ["job": "endpoint", "instance": ByteString(instance)])
    #expect(target.hasCredentials == argument.contains("@"))
    #expect(target.requestURL.contains("secret") == argument.contains("secret"))
  }

  @Test(arguments: [
    ("ftp://db-1/", "'ftp://db-1/': unknown scheme 'ftp'; expected 'http' or 'https'"),
    ("http://", "'http://': no host and port ''; expected host:port, such as host:9100"),
    (":9100", "':9100': no host and port ':9100'; expected host:port, such as host:9100"),
    ("db-1:0", "'db-1:0': no host and port 'db-1:0'; expected host:port, such as host:9100"),
    (
      "db-1:65536",
      "'db-1:65536': no host and port 'db-1:65536'; expected host:port, such as host:9100"
    ),
    ("db-1:+1", "'db-1:+1': no host and port 'db-1:+1'; expected host:port, such as host:9100"),
    ("[::1", "'[::1': no host and port '[::1'; expected host:port, such as host:9100"),
    (
      "http://me:secret@", "'http://…@': no host and port ''; expected host:port, such as host:9100"
    ),
    (
      "db 1:9100",
      "'db 1:9100': a byte that is not printable ASCII; expected an address such as host:9100"
    ),
  ])
  func `what is no address is refused with what was expected`(argument: String, message: String) {
    #expect {
      try ScrapeTarget(argument)
    } throws: {
      "\($0)" == message
    }
  }
}
