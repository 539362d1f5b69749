internal import Documents
internal import Metrics
internal import PromQLSyntax

extension DashboardReader {
  /// Checks the expression of a panel, with values in the place of its variables.
  mutating func checkExpression(_ template: String, in node: Node) {
    guard noteReferences(of: template, at: 0, in: node) else { return }
    for (interpolation, remark) in samples(of: template) {
      let text = interpolation.expression(template)
      do throws(SyntaxError) {
        let expression = try Parser.parse(text.text, options: Self.options)
        guard expression.type == .scalar || expression.type == .vector else {
          let message =
            "found a \(expression.type.documentedName); expected an instant vector or a scalar"
          throw SyntaxError(message: message, range: expression.range)
        }
      } catch {
        let offset = text.templateOffset(of: error.range.lowerBound)
        fields.refuse(
          fields.document.position(of: offset, in: node), error.message + remark)
        return
      }
    }
  }

  /// Checks the series of label values, which begin at a byte of the node's text.
  mutating func checkSeries(_ template: String, at start: Int, in node: Node) {
    guard noteReferences(of: template, at: start, in: node) else { return }
    let text = placeholders().expression(template)
    do throws(SyntaxError) {
      let expression = try Parser.parse(text.text, options: Self.options)
      guard expression.type == .vector else {
        let message =
          "found a \(expression.type.documentedName); expected a selector or another instant vector"
        throw SyntaxError(message: message, range: expression.range)
      }
    } catch {
      let offset = start + text.templateOffset(of: error.range.lowerBound)
      fields.refuse(fields.document.position(of: offset, in: node), error.message)
    }
  }

  /// Checks that a template is a selector, whose matchers alone count.
  mutating func checkSelector(_ template: String, in node: Node) {
    guard noteReferences(of: template, at: 0, in: node) else { return }
    let text = placeholders().expression(template)
    do throws(SyntaxError) {
      let expression = try Parser.parse(text.text, options: Self.options)
      if case .vector = expression.kind { return }
      throw SyntaxError(
        message: "found more than a selector; expected one such as process_info{instance=\"a\"}",
        range: expression.range)
    } catch {
      let offset = text.templateOffset(of: error.range.lowerBound)
      fields.refuse(fields.document.position(of: offset, in: node), error.message)
    }
  }

  /// Notes the variables of a template; whether all of them are known.
  private mutating func noteReferences(of template: String, at start: Int, in node: Node) -> Bool {
    let before = fields.problems.count
    for var reference in VariableReference.all(in: template) {
      reference.range = reference.range.lowerBound + start..<reference.range.upperBound + start
      note(reference, in: node)
    }
    return fields.problems.count == before
  }

  /// The values with which an expression is tried: the first ones, and every other value of its lists.
  private func samples(of template: String) -> [(Interpolation, remark: String)] {
    var samples = [(placeholders(), remark: "")]
    let names = Set(VariableReference.all(in: template).map(\.name))
    for variable in variables where names.contains(variable.name) {
      guard case .list(let options) = variable.kind else { continue }
      for option in options.dropFirst() {
        let choice = [variable.name: VariableChoice.value(ByteString(option.value))]
        samples.append((placeholders(choice), " (where $\(variable.name) is '\(option.value)')"))
      }
    }
    return samples
  }

  private func placeholders(_ choices: [String: VariableChoice] = [:]) -> Interpolation {
    var choices = choices
    for variable in variables where choices[variable.name] == nil {
      switch variable.kind {
      case .labelValues: choices[variable.name] = .value("x")
      case .list(let options):
        choices[variable.name] = options.first.map { .value(ByteString($0.value)) }
      case .constant, .interval: break
      }
    }
    return Interpolation(
      variables, choices: choices,
      sampling: Interpolation.Sampling(
        window: .seconds(1800), step: .seconds(15), scrapeInterval: .seconds(15)))
  }

  /// What panes accept: what Prometheus accepts without a feature flag.
  private static let options = ParserOptions()
}
