import Documents
import Metrics

extension Node {
  /// The tree in one line: `{a@1:1="x"@1:4, b@2:1=[1@2:5]@2:4}@1:1`, plain scalars without quotes.
  var outline: String {
    switch content {
    case .scalar(let scalar):
      return (scalar.style == .plain ? scalar.text.text : "\"\(scalar.text.text)\"")
        .replacing("\n", with: "⏎") + "@\(position)"
    case .sequence(let elements):
      return "[" + elements.map(\.outline).joined(separator: ", ") + "]@\(position)"
    case .mapping(let entries):
      let parts = entries.map { "\($0.key.text)@\($0.position)=\($0.value.outline)" }
      return "{" + parts.joined(separator: ", ") + "}@\(position)"
    }
  }
}
