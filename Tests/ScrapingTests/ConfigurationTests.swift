import Documents
import Foundation
import Metrics
import Testing

@testable import Scraping

@Suite struct ConfigurationTests {
  private static func read(_ text: String) -> (configuration: Configuration, problems: [String]) {
    let (configuration, problems) = Configuration.read(Array(text.utf8), file: "etc/p.yml")
    return (
      configuration,
      problems.map { ($0.severity == .error ? "error " : "warning ") + $0.description }
    )
  }

  @Test func `a configuration as Prometheus has it is read without a word`() throws {
    let (configuration, problems) = Self.read(
      """
      global:
        scrape_interval: 15s
        evaluation_interval: 30s
        external_labels: {monitor: codelab}
        body_size_limit: 10MB
      rule_files: [first.rules, /abs/*.yml]
      scrape_config_files: [more/*.yml]
      scrape_configs:
      - job_name: node
        honor_labels: true
        honor_timestamps: false
        scrape_interval: 1m
        scrape_timeout: 20s
        metrics_path: /probe
        scheme: https
        params: {module: [http_2xx, icmp], "a b": ["c&d"]}
        sample_limit: 1000
        follow_redirects: false
        enable_compression: false
        basic_auth: {username: me, password_file: secret.txt}
        tls_config:
          ca_file: ca.pem
          cert_file: /c.pem
          key_file: k.pem
          server_name: db
          insecure_skip_verify: true
          min_version: TLS12
        static_configs:
        - targets: ["db-1:9100", "[::1]:9100"]
          labels: {env: prod}
      - job_name: api
        authorization: {credentials: abc}
        static_configs:
        - targets: [api]
      """)
    #expect(problems == [])
    #expect(configuration.global.scrapeInterval == .seconds(15))
    #expect(configuration.global.evaluationInterval == .seconds(30))
    #expect(configuration.global.externalLabels == ["monitor": "codelab"])
    #expect(configuration.rulePatterns.map(\.path) == ["etc/first.rules", "/abs/*.yml"])
    #expect(configuration.jobPatterns.map(\.path) == ["etc/more/*.yml"])
    let node = try #require(configuration.jobs.first)
    #expect(node.honorsLabels && !node.honorsTimestamps)
    #expect(node.limits.bodyBytes == 10 << 20 && node.limits.samples == 1000)
    #expect(node.access.credentials == .basic(name: .text("me"), password: .file("etc/secret.txt")))
    #expect(!node.access.followsRedirects && !node.access.compresses)
    #expect(node.access.tls.authoritiesFile == "etc/ca.pem")
    #expect(node.access.tls.certificateFile == "/c.pem" && node.access.tls.oldest == .tls12)
    #expect(node.access.tls.serverName == "db" && node.access.tls.skipsVerification)
    #expect(
      node.targets.map(\.target.requestURL) == [
        "https://db-1:9100/probe?a%20b=c%26d&module=http_2xx&module=icmp",
        "https://[::1]:9100/probe?a%20b=c%26d&module=http_2xx&module=icmp",
      ])
    #expect(
      node.targets.map(\.target.labels) == [
        ["env": "prod", "instance": "db-1:9100", "job": "node"],
        ["env": "prod", "instance": "[::1]:9100", "job": "node"],
      ])
    #expect(node.targets[0].interval == .seconds(60) && node.targets[0].timeout == .seconds(20))
    let api = try #require(configuration.jobs.last)
    #expect(api.access.credentials == .token(type: "Bearer", .text("abc")))
    #expect(api.interval == .seconds(15) && api.timeout == .seconds(10))
    #expect(api.targets.map(\.target.url) == ["http://api/metrics"])
  }

  @Test func `Ringside's own keys are read by the same reader`() {
    let (configuration, problems) = Self.read(
      """
      host: {job: node-exporter, instance: web-3, labels: {site: fra}}
      bell: {rank: 2, severities: {Sev4: 3}, group_by: [alertname]}
      """)
    #expect(problems == [])
    #expect(configuration.host.job == "node-exporter" && configuration.host.instance == "web-3")
    #expect(configuration.host.labels == ["site": "fra"])
    #expect(configuration.bell.rank == 2 && configuration.bell.severities == ["sev4": 3])
    #expect(configuration.bell.groupBy == ["alertname"])
  }

  @Test func `hooks are read with their programs below the folder of the file`() {
    let (configuration, problems) = Self.read(
      """
      hooks:
      - command: [/usr/local/bin/page, --queue, "$(ops)"]
      - name: mail
        command: [mail.sh]
        severities: [Warning, critical]
        send_resolved: false
        timeout: 30s
        repeat_interval: 1d
      """)
    #expect(problems == [])
    var mail = HookSettings(
      name: "mail", command: ["etc/mail.sh"], position: Position(line: 3, column: 3))
    mail.severities = ["warning", "critical"]
    mail.sendsResolved = false
    mail.timeLimit = .seconds(30)
    mail.repeatInterval = .seconds(86_400)
    let page = HookSettings(
      name: "page", command: ["/usr/local/bin/page", "--queue", "$(ops)"],
      position: Position(line: 2, column: 3))
    #expect(configuration.hooks == [page, mail])
  }

  @Test(arguments: ["", "# nothing\n", "global:\n", "scrape_configs:\n", "scrape_configs: []\n"])
  func `what asks for nothing is fine`(text: String) {
    let (configuration, problems) = Self.read(text)
    #expect(problems == [] && configuration.jobs.isEmpty)
  }

  private static func job(_ lines: String) -> String {
    "scrape_configs:\n- job_name: a\n  static_configs: [{targets: [x]}]\n  \(lines)\n"
  }

  private static let mistakes: [(text: String, problem: String)] = [
    ("scrape_config: []", "1:1: unknown key 'scrape_config'; expected 'scrape_configs'"),
    ("globl: {a: 1}", "1:1: unknown key 'globl'; expected 'global'"),
    (
      "bell: {x: 1}",
      "1:8: unknown key 'x'; expected 'rank', 'severities' or 'group_by'"
    ),
    (
      "global: {scrape_interval: fast}",
      "1:27: found 'fast' as 'scrape_interval'; expected a duration such as '30s' or '1h30m'"
    ),
    (
      "global: {scrape_interval: 5s, scrape_timeout: 6s}",
      "1:47: 'scrape_timeout' is 6s, longer than the interval; expected at most 5s"
    ),
    (
      "global: {external_labels: {__name__: x}}",
      "1:28: found '__name__' as the name of a label; expected a label name"
    ),
    ("scrape_configs: [{}]", "1:18: a job has no 'job_name'; expected one"),
    ("scrape_configs: [3]", "1:18: found '3' in 'scrape_configs'; expected a job"),
    (
      "scrape_configs:\n- job_name: a\n- job_name: b\n- job_name: a\n",
      "4:3: job 'a' is repeated; the first stands at 2:3; expected another 'job_name'"
    ),
    (job("scheme: ftp"), "4:11: found 'ftp' as 'scheme'; expected 'http' or 'https'"),
    (
      job("body_size_limit: 3 apples"),
      "4:20: found '3 apples' as 'body_size_limit'; expected a size such as '16MB'"
    ),
    (
      job("sample_limit: -1"),
      "4:17: found '-1' as 'sample_limit'; expected a whole number, 0 or more"
    ),
    (job("honor_labels: maybe"), "4:17: found 'maybe' as 'honor_labels'; expected true or false"),
    (job("params: {a: b}"), "4:15: found 'b' as 'a'; expected a list"),
    (
      job("basic_auth: {username: a, password: b, password_file: c}"),
      "4:42: found 'password' and 'password_file'; expected one of them"
    ),
    (
      job("basic_auth: {username: a}\n  bearer_token: x"),
      "5:3: found 'basic_auth' and 'bearer_token'; expected one of them"
    ),
    (
      job("authorization: {type: Basic, credentials: x}"),
      "4:25: found 'Basic' as 'type'; expected another type, as 'basic_auth' is a key of its own"
    ),
    (
      job("tls_config: {cert_file: a}"),
      "4:3: found one of 'cert_file' and 'key_file'; expected both or none"
    ),
    (
      job("http_headers: {Authorization: {values: [x]}}"),
      "4:18: found 'Authorization' in 'http_headers'; expected the name of a header field that is free"
    ),
    (
      job("http_headers: {X-A: {values: [\"x\\ny\"]}}"),
      "4:33: found a line end in a header field; expected one line"
    ),
    (
      "scrape_configs:\n- job_name: a\n  static_configs: [{targets: [\"http://x/metrics\"]}]\n",
      "3:31: 'http://x/metrics': more than a host and a port; expected host:port, the rest in "
        + "'scheme' and 'metrics_path'"
    ),
    (
      "scrape_configs:\n- job_name: a\n  static_configs: [{targets: [\"x:99999\"]}]\n",
      "3:31: 'http://x:99999/metrics': no host and port 'x:99999'; expected host:port, such as "
        + "host:9100"
    ),
    (
      job("relabel_configs: [{action: mangle}]"),
      "4:30: found 'mangle' as 'action'; expected one of 'replace', 'keep', 'drop', 'keepequal', "
        + "'dropequal', 'hashmod', 'labelmap', 'labeldrop', 'labelkeep', 'lowercase', 'uppercase'"
    ),
    (
      job("relabel_configs: [{source_labels: [a]}]"),
      "4:21: action 'replace' has no 'target_label'; expected one"
    ),
    (
      "rule_files: ['a/*/b.yml']",
      "1:14: found 'a/*/b.yml'; expected '*' in the last part of the path only"
    ),
    ("bell: {rank: 4}", "1:14: found '4' as 'rank'; expected a rank: 1, 2 or 3"),
    ("hooks: {command: [x]}", "1:8: found a mapping as 'hooks'; expected a list"),
    ("hooks: [x]", "1:9: found 'x' as a hook; expected a mapping"),
    (
      "hooks: [{name: page}]",
      "1:9: found a hook without 'command'; expected a program and its arguments"
    ),
    (
      "hooks: [{command: /bin/page}]", "1:19: found '/bin/page' as 'command'; expected a list"
    ),
    (
      "hooks: [{command: []}]",
      "1:19: found a list as 'command'; expected a program and its arguments, as "
        + "'[/usr/local/bin/page, ops]'"
    ),
    ("hooks: [{command: [a, [b]]}]", "1:23: found a list in 'command'; expected a text"),
    (
      "hooks: [{command: [\"a\\0b\"]}]", "1:20: found a byte 0 in 'command'; expected none"
    ),
    (
      "hooks:\n- command: [/bin/page]\n- {name: page, command: [/bin/mail]}\n",
      "3:3: hook 'page' is repeated; the first stands at 2:3; expected another 'name'"
    ),
    (
      "hooks: [{command: [x], timeout: 0s}]",
      "1:33: found '0s' as 'timeout'; expected at least 1s and at most 10m"
    ),
    (
      "hooks: [{command: [x], repeat_interval: 5s}]",
      "1:41: found '5s' as 'repeat_interval'; expected at least 1m"
    ),
    (
      "hooks: [{command: [x], severities: []}]",
      "1:36: found a list as 'severities'; expected one or more words of the label 'severity', or "
        + "no such line"
    ),
    (
      "hooks: [{command: [x], sent_resolved: true}]",
      "1:24: unknown key 'sent_resolved'; expected 'send_resolved'"
    ),
  ]

  @Test(arguments: mistakes)
  func `a mistake is named with its place and what was expected`(text: String, problem: String) {
    #expect(Self.read(text).problems == ["error etc/p.yml:" + problem])
  }

  private static let pending: [(text: String, problem: String)] = [
    (job("oauth2: {client_id: x}"), "4:3: 'oauth2' is not supported yet; the job is not scraped"),
    (
      job("proxy_url: http://proxy"),
      "4:3: 'proxy_url' is not supported yet; the job is not scraped"
    ),
    (
      job("tls_config: {ca: xyz}"), "4:16: 'ca' is not supported yet; the job is not scraped"
    ),
    (
      job("kubernetes_sd_configs: [{role: pod}]"),
      "4:3: 'kubernetes_sd_configs' is not supported yet; targets that it would find are not scraped"
    ),
    (
      job("scrape_native_histograms: true"),
      "4:3: 'scrape_native_histograms' is not supported yet; the classic ones are kept"
    ),
    (
      "remote_read: [{url: http://x}]",
      "1:1: 'remote_read' is not supported yet; nothing is read from there"
    ),
    (
      "storage: {tsdb: {out_of_order_time_window: 30m}}",
      "1:1: 'storage' is not supported yet; the size of the ring is what '--ring-size' says"
    ),
    (
      "alerting: {alertmanagers: [{static_configs: [{targets: [am]}]}]}",
      "1:1: 'alerting' is configured, not sent; only 'hooks' are told, with --notify"
    ),
    (
      "remote_write: [{url: http://x}]",
      "1:1: 'remote_write' is configured, not sent; only 'hooks' are told, with --notify"
    ),
  ]

  @Test(arguments: pending)
  func `a key that is not supported yet is named with what happens instead`(
    text: String, problem: String
  ) {
    let (configuration, problems) = Self.read(text)
    #expect(problems == ["warning etc/p.yml:" + problem])
    let isScraped = configuration.jobs.flatMap(\.targets).count == configuration.jobs.count
    #expect(isScraped == !problem.hasSuffix("the job is not scraped"))
  }

  @Test(arguments: [
    "oauth2:", "scrape_native_histograms: false", "kubernetes_sd_configs: []",
    "proxy_from_environment: false", "native_histogram_bucket_limit: 0",
  ])
  func `a key that asks for nothing needs no word`(line: String) {
    #expect(Self.read(Self.job(line)).problems == [])
  }

  @Test func `secrets are in no description`() {
    let (configuration, _) = Self.read(
      Self.job("basic_auth: {username: me, password: hunter2}")
        + "- job_name: b\n  bearer_token: swordfish\n")
    var text = ""
    dump(configuration, to: &text)
    text += "\(configuration) \(configuration.jobs.map { String(reflecting: $0) })"
    #expect(!text.contains("hunter2") && !text.contains("swordfish"))
  }

  @Test func `a target that relabelling makes has the address, path and times that it says`() throws
  {
    let (configuration, problems) = Self.read(
      """
      scrape_configs:
      - job_name: probe
        metrics_path: /probe
        params: {module: [http_2xx]}
        static_configs: [{targets: ["https://shop.example/", "https://drop.example/"]}]
        relabel_configs:
        - {source_labels: [__address__], target_label: __param_target}
        - {source_labels: [__param_target], regex: .*drop.*, action: drop}
        - {source_labels: [__param_target], target_label: instance}
        - {target_label: __address__, replacement: "blackbox:9115"}
        - {target_label: __scrape_interval__, replacement: 30s}
      """)
    #expect(problems == [])
    let targets = try #require(configuration.jobs.first?.targets)
    #expect(
      targets.map(\.target.url)
        == ["http://blackbox:9115/probe?module=http_2xx&target=https%3A%2F%2Fshop.example%2F"])
    #expect(targets[0].target.labels == ["instance": "https://shop.example/", "job": "probe"])
    #expect(targets[0].interval == .seconds(30) && targets[0].timeout == .seconds(10))
  }

  @Test func `a job of more targets than its limit is not scraped and says so`() {
    let (configuration, problems) = Self.read(
      "scrape_configs:\n- job_name: a\n  target_limit: 1\n  static_configs: [{targets: [x, y]}]\n")
    #expect(
      problems == [
        "warning etc/p.yml:2:3: job 'a' has 2 targets, more than its 'target_limit' of 1; it is not scraped"
      ])
    #expect(configuration.jobs.first?.targets == [])
  }

  @Test func `further files add jobs, and a repeated name is an error there too`() {
    var (configuration, _) = Self.read("scrape_configs: [{job_name: a}]")
    let fine = configuration.add(Array("scrape_configs: [{job_name: b}]".utf8), file: "b.yml")
    let again = configuration.add(Array("scrape_configs: [{job_name: a}]".utf8), file: "c.yml")
    #expect(fine == [] && configuration.jobs.map(\.name) == ["a", "b", "a"])
    #expect(
      again.map(\.description) == [
        "c.yml:1:18: job 'a' is repeated; the first stands at 1:18; expected another 'job_name'"
      ])
  }
}
