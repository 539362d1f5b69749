// rooms: CRE2 Metrics PromQLSyntax
import Metrics
import PromQLSyntax

/// Parses bytes; what is an expression is printed, and its text must be an expression that prints alike.
@_cdecl("LLVMFuzzerTestOneInput")
public func parseAndPrint(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let text = ByteString(Array(UnsafeBufferPointer(start: bytes, count: count)))
  guard let expression = try? Parser.parse(text, options: .everything) else { return 0 }
  let printed = expression.description
  for again in [printed, expression.pretty(width: 20)] {
    do {
      let reparsed = try Parser.parse(again, options: .everything).description
      precondition(reparsed == printed, "'\(printed)' became '\(reparsed)'")
    } catch {
      preconditionFailure("'\(again)' is no expression: \(error)")
    }
  }
  return 0
}
