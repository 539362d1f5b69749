internal import CCurl

/// Any number of transfers at once on one thread, with connections kept alive between them.
///
/// Use one instance on one thread. libcurl's global state, some megabytes, comes with the first instance.
/// The corresponding C interface is libcurl's multi interface.
public final class HTTPTransfers {
  private static let isGloballyReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

  private let multi: UnsafeMutableRawPointer
  private var transfers: [Int: Transfer] = [:]
  private var running: Set<Int> = []

  /// No transfers yet; `nil` where libcurl cannot start.
  public init?() {
    guard HTTPTransfers.isGloballyReady, let multi = curl_multi_init() else { return nil }
    self.multi = multi
  }

  deinit {
    for id in running { remove(id) }
    transfers = [:]
    curl_multi_cleanup(multi)
  }

  /// Starts `request` under the number `id`, which no transfer under way has; its connection and buffers are used again
  /// by the next request of that number.
  ///
  /// - Throws: what libcurl says against the request.
  public func start(_ request: HTTPRequest, id: Int) throws(TransportFailure) {
    precondition(!running.contains(id), "one transfer a number at a time")
    guard let transfer = transfers[id] ?? Transfer() else {
      throw .other(reason: Array("out of memory".utf8))
    }
    transfers[id] = transfer
    try transfer.prepare(request, id: id)
    let code = curl_multi_add_handle(multi, transfer.handle)
    guard code == CURLM_OK else {
      throw .other(reason: Transfer.bytes(of: curl_multi_strerror(code)) ?? [])
    }
    running.insert(id)
  }

  /// Gives up what the number `id` has under way, and forgets its buffers.
  public func forget(_ id: Int) {
    if running.contains(id) { remove(id) }
    transfers[id] = nil
  }

  /// Works until a transfer is over, `wakeDescriptor` can be read or the time has passed.
  ///
  /// - Parameters:
  ///   - milliseconds: the longest wait.
  ///   - wakeDescriptor: a descriptor that ends the wait when it can be read; -1 for none.
  /// - Returns: the transfers that are over.
  public func wait(milliseconds: Int, wakeDescriptor: Int32) -> [CompletedTransfer] {
    var count: Int32 = 0
    curl_multi_perform(multi, &count)
    let early = completed()
    guard early.isEmpty else { return early }
    let patience = Int32(clamping: max(0, milliseconds))
    if wakeDescriptor >= 0 {
      var extra = curl_waitfd(fd: wakeDescriptor, events: Int16(CURL_WAIT_POLLIN), revents: 0)
      curl_multi_poll(multi, &extra, 1, patience, nil)
    } else {
      curl_multi_poll(multi, nil, 0, patience, nil)
    }
    curl_multi_perform(multi, &count)
    return completed()
  }

  private func remove(_ id: Int) {
    running.remove(id)
    if let transfer = transfers[id] { curl_multi_remove_handle(multi, transfer.handle) }
  }

  private func completed() -> [CompletedTransfer] {
    var found: [CompletedTransfer] = []
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE else { continue }
      let code = ringside_curl_result(message)
      let id = ringside_curl_text(message.pointee.easy_handle, CURLINFO_PRIVATE)
      let number = Int(bitPattern: id)
      guard let transfer = transfers[number] else { continue }
      found.append(transfer.completed(code, id: number))
      remove(number)
    }
    return found
  }
}
