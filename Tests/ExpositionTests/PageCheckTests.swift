import Exposition
import Testing

@Suite struct PageCheckTests {
  private func problems(_ page: String, _ format: ExpositionFormat = .prometheus) -> [String] {
    PageCheck.problems(in: Array(page.utf8).span, format).map {
      ($0.kind == .advice ? "advice " : "") + $0.rendered(source: "page")
    }
  }

  @Test func `every problem of a page is told with its place`() {
    #expect(
      problems(
        """
        # HELP requests_total Requests.
        # TYPE requests_total counter
        requests_total{code="200"} 1
        requests_total{code='404'} 1
        requests_total{code="500"} one
        requests_total{code="5\\x3"} 1
        # TYPE requests_total counter
        # HELP queueLength_milliseconds Length.
        # TYPE queueLength_milliseconds gauge
        queueLength_milliseconds 1
        queueLength_milliseconds 2
        up 1
        """) == [
          "page:4:21: expected a label value in double quotes, found '''",
          "page:5:28: expected a value, found 'one'",
          "page:6:23: invalid escape '\\x'; expected '\\\\', '\\\"' or '\\n'",
          "page:7:8: second TYPE line of 'requests_total'; expected one",
          "advice page:8:8: 'queueLength_milliseconds' is not in snake_case",
          "advice page:8:8: 'queueLength_milliseconds' uses 'milliseconds'; expected the base unit 'seconds'",
          "advice page:11:1: series 'queueLength_milliseconds' stands twice; only its first sample counts",
          "advice page:12:1: 'up' has no help text",
          "page:12:5: expected a newline at the end of the page",
        ])
  }

  @Test func `a sound page has no problem`() {
    #expect(
      problems(
        """
        # HELP h_seconds Time.
        # TYPE h_seconds histogram
        h_seconds_bucket{le="1"} 1
        h_seconds_bucket{le="+Inf"} 2
        h_seconds_sum 3
        h_seconds_count 2

        """) == [])
  }

  @Test func `a family of OpenMetrics is checked as a whole`() {
    #expect(
      problems(
        """
        # HELP h Time.
        # TYPE h histogram
        h_bucket{le="2"} 2
        h_bucket{le="1"} 3
        h_sum 1
        # HELP c C.
        # TYPE c counter
        c 1
        # EOF
        """, .openMetrics) == [
          "page:3:1: no bucket with le=\"+Inf\"; expected one",
          "page:3:1: a sum without a count; expected both",
          "page:4:1: bucket bounds out of order; expected them to rise",
          "page:8:1: the name 'c' belongs to another family already; expected each family's lines together and its names its own",
        ])
  }

  @Test func `a page of nothing but errors ends with its two hundredth`() {
    let page = String(repeating: "1\n", count: 1000)
    #expect(problems(page).count == 200)
  }
}
