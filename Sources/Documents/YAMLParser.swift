internal import CYaml
internal import Metrics

/// Owns libyaml's parser over bytes that outlive it.
///
/// The parser keeps a pointer to itself, so it stands on the heap.
@safe struct YAMLParser: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let source: [UInt8]

  /// A parser of `source`, whose bytes `buffer` shows; it must stay valid as long as the parser.
  init?(_ source: [UInt8], _ buffer: UnsafeBufferPointer<UInt8>) {
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    guard unsafe yaml_parser_initialize(parser) == 1 else {
      unsafe parser.deallocate()
      return nil
    }
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
    unsafe self.parser = parser
    self.source = source
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
  }

  /// The next event.
  ///
  /// The corresponding C function is `yaml_parser_parse`.
  func next() throws(DocumentError) -> YAMLEvent {
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw problem() }
    defer { unsafe yaml_event_delete(&event) }
    return unsafe Self.translated(event)
  }

  private static func translated(_ event: yaml_event_t) -> YAMLEvent {
    var result = unsafe YAMLEvent(
      kind: .streamStart, position: Position(event.start_mark),
      characters: Int(event.start_mark.index)..<Int(event.end_mark.index))
    switch unsafe event.type {
    case YAML_STREAM_END_EVENT: result.kind = .streamEnd
    case YAML_DOCUMENT_START_EVENT: result.kind = .documentStart
    case YAML_DOCUMENT_END_EVENT: result.kind = .documentEnd
    case YAML_SEQUENCE_END_EVENT: result.kind = .sequenceEnd
    case YAML_MAPPING_END_EVENT: result.kind = .mappingEnd
    case YAML_ALIAS_EVENT:
      result.kind = unsafe .alias(text(event.data.alias.anchor) ?? "")
    case YAML_SEQUENCE_START_EVENT:
      result.kind = .sequenceStart
      result.anchor = unsafe text(event.data.sequence_start.anchor)
      result.tag = unsafe text(event.data.sequence_start.tag)
    case YAML_MAPPING_START_EVENT:
      result.kind = .mappingStart
      result.anchor = unsafe text(event.data.mapping_start.anchor)
      result.tag = unsafe text(event.data.mapping_start.tag)
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      result.kind = unsafe .scalar(
        Scalar(ByteString(bytes), style: Scalar.Style(scalar.style)))
      result.anchor = unsafe text(scalar.anchor)
      result.tag = unsafe text(scalar.tag)
    default: break
    }
    return result
  }

  private static func text(_ pointer: UnsafeMutablePointer<UInt8>?) -> ByteString? {
    guard let pointer = unsafe pointer else { return nil }
    var length = 0
    while unsafe pointer[length] != 0 { length += 1 }
    return unsafe ByteString(UnsafeBufferPointer(start: pointer, count: length))
  }

  /// What libyaml complains about, in our words.
  private func problem() -> DocumentError {
    let state = unsafe parser.pointee
    let words = unsafe state.problem.map { unsafe String(cString: $0) } ?? "out of memory"
    if unsafe state.error == YAML_READER_ERROR {
      let offset = unsafe min(Int(state.problem_offset), source.count)
      let position = source[..<offset].reduce(Position(line: 1, column: 1)) {
        $0.advanced(over: $1)
      }
      return DocumentError(position: position, message: YAMLWords.reader(words))
    }
    let mark = unsafe state.problem_mark
    let context = unsafe state.context.map { unsafe String(cString: $0) }
    let found = character(at: Int(mark.index))
    return unsafe DocumentError(
      position: Position(mark),
      message: YAMLWords.syntax(
        words, context: context, began: Position(state.context_mark), found: found))
  }

  /// The character with this number, counted from the beginning; `nil` at the end of the text.
  private func character(at index: Int) -> Unicode.Scalar? {
    var seen = 0
    for (offset, byte) in source.enumerated() where byte & 0b1100_0000 != 0b1000_0000 {
      if seen == index {
        let end = min(offset + 4, source.count)
        return String(decoding: source[offset..<end], as: UTF8.self).unicodeScalars.first
      }
      seen += 1
    }
    return nil
  }
}

extension Position {
  /// libyaml counts lines and columns from 0.
  fileprivate init(_ mark: yaml_mark_t) {
    self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }
}

extension Scalar.Style {
  fileprivate init(_ style: yaml_scalar_style_t) {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: self = .literal
    case YAML_FOLDED_SCALAR_STYLE: self = .folded
    default: self = .plain
    }
  }
}
