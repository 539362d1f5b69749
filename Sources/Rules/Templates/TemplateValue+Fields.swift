internal import Metrics

extension TemplateValue {
  /// Why a value has no such field.
  struct FieldError: Error {
    var message: String
  }

  /// The field `name`, or the method of that name called with `arguments`.
  ///
  /// A label that a series does not have is the empty text, as with Go's option `missingkey=zero`.
  func field(_ name: String, arguments: [TemplateValue]) -> Result<TemplateValue, FieldError> {
    if let method = method(name, arguments) { return method }
    guard arguments.isEmpty else {
      return .failure(
        FieldError(message: "\(name) has arguments but cannot be invoked as function"))
    }
    switch self {
    case .null: return .success(.null)
    case .labels(let labels): return .success(.text(labels[ByteString(name)] ?? ""))
    case .map(let map): return .success(map[name] ?? .null)
    case .sample(let labels, let value):
      switch name {
      case "Labels": return .success(.labels(labels))
      case "Value": return .success(.real(value))
      default: return missing(name)
      }
    case .alert(let fields): return fields[name].map { .success($0) } ?? missing(name)
    case .boolean, .integer, .unsigned, .real, .text, .list, .time, .duration:
      return missing(name)
    }
  }

  private func missing(_ name: String) -> Result<TemplateValue, FieldError> {
    .failure(FieldError(message: "can't evaluate field \(name) in type \(typeName)"))
  }

  /// The method of a time or a duration; `nil` where there is none.
  private func method(
    _ name: String, _ arguments: [TemplateValue]
  ) -> Result<TemplateValue, FieldError>? {
    switch self {
    case .time(let nanoseconds): Self.method(name, ofTime: nanoseconds, arguments)
    case .duration(let nanoseconds): Self.method(name, ofDuration: nanoseconds, arguments)
    case .null, .boolean, .integer, .unsigned, .real, .text, .labels, .map, .sample, .list, .alert:
      nil
    }
  }

  private static func method(
    _ name: String, ofTime nanoseconds: Int64, _ arguments: [TemplateValue]
  ) -> Result<TemplateValue, FieldError>? {
    if let argument = arguments.first {
      return arguments.count == 1 ? method(name, ofTime: nanoseconds, argument) : nil
    }
    let time = GoTime(nanoseconds: nanoseconds)
    switch name {
    case "UTC": return .success(.time(nanoseconds))
    case "String": return .success(.text(ByteString(time.description)))
    case "Unix": return .success(.integer(nanoseconds / 1_000_000_000))
    case "UnixMilli": return .success(.integer(nanoseconds / 1_000_000))
    case "UnixNano": return .success(.integer(nanoseconds))
    case "Year": return .success(.integer(time.date.year))
    case "Day": return .success(.integer(Int64(time.date.day)))
    case "Hour": return .success(.integer(Int64(time.hour)))
    case "Minute": return .success(.integer(Int64(time.minute)))
    case "Second": return .success(.integer(Int64(time.second)))
    case "Month": return .success(.text(ByteString(time.text(layout: "January"))))
    case "Weekday": return .success(.text(ByteString(time.text(layout: "Monday"))))
    default: return nil
    }
  }

  private static func method(
    _ name: String, ofTime nanoseconds: Int64, _ argument: TemplateValue
  ) -> Result<TemplateValue, FieldError>? {
    switch (name, argument) {
    case ("Format", .text(let layout)):
      let text = GoTime(nanoseconds: nanoseconds).text(layout: layout.text)
      return .success(.text(ByteString(text)))
    case ("Add", .duration(let distance)):
      return .success(.time(nanoseconds.addingReportingOverflow(distance).partialValue))
    case ("Sub", .time(let earlier)):
      return .success(.duration(nanoseconds.subtractingReportingOverflow(earlier).partialValue))
    case ("Before", .time(let other)): return .success(.boolean(nanoseconds < other))
    case ("After", .time(let other)): return .success(.boolean(nanoseconds > other))
    default: return nil
    }
  }

  private static func method(
    _ name: String, ofDuration nanoseconds: Int64, _ arguments: [TemplateValue]
  ) -> Result<TemplateValue, FieldError>? {
    guard arguments.isEmpty else { return nil }
    let seconds = Double(nanoseconds) / 1e9
    switch name {
    case "String": return .success(.text(ByteString(GoTime.text(duration: nanoseconds))))
    case "Seconds": return .success(.real(seconds))
    case "Minutes": return .success(.real(seconds / 60))
    case "Hours": return .success(.real(seconds / 3600))
    case "Milliseconds": return .success(.integer(nanoseconds / 1_000_000))
    case "Nanoseconds": return .success(.integer(nanoseconds))
    default: return nil
    }
  }
}
