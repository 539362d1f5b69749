internal import Metrics

extension TemplateFunction {
  /// The functions that write links to where the program can be reached.
  static let links: [TemplateFunction] = [
    TemplateFunction("graphLink", 1) { (arguments, _) throws(Failure) in
      .text("/graph?g0.expr=" + (try arguments[0].wantedText()).escapedForQuery + "&g0.tab=0")
    },
    TemplateFunction("tableLink", 1) { (arguments, _) throws(Failure) in
      .text("/graph?g0.expr=" + (try arguments[0].wantedText()).escapedForQuery + "&g0.tab=1")
    },
    TemplateFunction("externalURL", 0) { (_, context) throws(Failure) in
      .text(ByteString(context.externalURL))
    },
    TemplateFunction("pathPrefix", 0) { (_, context) throws(Failure) in
      .text(ByteString(path(of: context.externalURL)))
    },
  ]

  /// What stands behind the host of a URL.
  private static func path(of url: String) -> String {
    guard let scheme = url.firstRange(of: "://") else { return url }
    let rest = url[scheme.upperBound...]
    guard let slash = rest.firstIndex(of: "/") else { return "" }
    return String(rest[slash...].prefix { $0 != "?" && $0 != "#" })
  }
}
