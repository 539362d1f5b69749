internal import Metrics

/// A part of a template between its texts.
indirect enum TemplateNode: Sendable {
  /// Printed as it stands.
  case text([UInt8])
  /// A pipeline whose value is printed, unless it declares or assigns.
  case action(Pipeline)
  case conditional(Pipeline, then: [TemplateNode], otherwise: [TemplateNode])
  case with(Pipeline, then: [TemplateNode], otherwise: [TemplateNode])
  case range(Pipeline, body: [TemplateNode], otherwise: [TemplateNode])
  /// The template that `define` called by this name, with a new dot.
  case call(String, Pipeline?, offset: Int)
  case leaveLoop
  case nextRound

  /// Commands, each fed with the value of the one before as its last argument.
  struct Pipeline: Sendable {
    /// The variables that are declared or assigned.
    var variables: [String] = []
    /// Whether the variables exist already.
    var isAssignment = false
    var commands: [Command] = []
    var range: Range<Int>
  }

  /// A function or value with its arguments.
  struct Command: Sendable {
    var operands: [Operand]
    var range: Range<Int>
  }

  /// One word of a command.
  struct Operand: Sendable {
    /// What a word is.
    indirect enum Kind: Sendable {
      case dot
      case null
      case boolean(Bool)
      case number(TemplateNumber)
      case string([UInt8])
      /// `.a.b`.
      case field([String])
      /// `$x.a`; the name with its `$`.
      case variable(String, fields: [String])
      case function(String)
      /// A parenthesised pipeline, or any of the others with fields behind it.
      case pipeline(Pipeline)
      case chain(Operand, fields: [String])
    }

    var kind: Kind
    var range: Range<Int>
  }
}
