internal import Documents
internal import Metrics
internal import Notifications
internal import Rules
internal import Scraping

extension Setup {
  /// What is started when alerts fire, with leave.
  var hooks: [Hook] {
    configuration.hooks.map { settings in
      var hook = Hook(name: settings.name, command: settings.command)
      hook.severities = settings.severities.map { Set($0) }
      hook.sendsResolved = settings.sendsResolved
      hook.timeLimit = settings.timeLimit
      hook.repeatInterval = settings.repeatInterval
      return hook
    }
  }

  /// What holds for all hooks.
  var notifierOptions: NotifierOptions {
    var options = NotifierOptions()
    options.rank = bellOptions.rank
    options.groupBy = bellOptions.groupBy
    options.externalLabels = options.externalLabels.merging(configuration.global.externalLabels)
    return options
  }

  /// A remark at the place of the hooks; `nil` where there are none.
  func hookRemark(_ message: String) -> DocumentProblem? {
    configuration.hooks.first.map {
      DocumentProblem(
        file: configuration.file, position: $0.position, severity: .warning, message: message)
    }
  }

  /// The remark on hooks that nobody gave leave to run; `nil` where there are none.
  var restingHooks: DocumentProblem? {
    let names = configuration.hooks.map { "'\($0.name.text)'" }.joined(separator: ", ")
    return hookRemark("hooks are not run here (start with --notify): \(names)")
  }
}
