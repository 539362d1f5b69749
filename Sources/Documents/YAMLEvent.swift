internal import Metrics

/// What libyaml's parser reports, in Swift's terms.
struct YAMLEvent {
  /// What was found.
  enum Kind {
    case streamStart
    case streamEnd
    case documentStart
    case documentEnd
    case alias(ByteString)
    case scalar(Scalar)
    case sequenceStart
    case sequenceEnd
    case mappingStart
    case mappingEnd
  }

  var kind: Kind
  /// The name that `&` gives the value.
  var anchor: ByteString?
  /// The type that `!` gives the value.
  var tag: ByteString?
  /// Where it begins.
  var position: Position
  /// The characters of the text it covers.
  var characters: Range<Int>
}
