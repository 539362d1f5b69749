import Testing
import Transport

@Suite struct DoorTests {
  @Test func `a request that libcurl refuses is a failure with its words`() throws {
    let transfers = try #require(HTTPTransfers())
    let request = HTTPRequest(
      url: "ftp://127.0.0.1/", headers: [], timeoutMilliseconds: 1000,
      connectTimeoutMilliseconds: 1000, bodyLimitBytes: 10, followsRedirects: false)
    try transfers.start(request, id: 0)
    let done = transfers.wait(milliseconds: 5000, wakeDescriptor: -1)
    #expect(done.map(\.id) == [0])
    guard case .failure(.other(let reason)) = done.first?.result else {
      Issue.record("expected a failure")
      return
    }
    #expect(String(decoding: reason, as: UTF8.self).contains("ftp"))
  }
}
