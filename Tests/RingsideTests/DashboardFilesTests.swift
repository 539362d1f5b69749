import Dashboards
import Foundation
import Metrics
import TestWorld
import Testing

@testable import ringside

@Suite struct DashboardFilesTests {
  /// A user's folder with some dashboards, before the shipped ones.
  private static func files(_ written: [String: String]) throws -> (DashboardFiles, FileTree) {
    let tree = try FileTree(name: "ringside-dashboards")
    for (name, text) in written { try tree.write("ringside/dashboards/\(name)", text) }
    let shared = SharedFiles(
      environment: { $0 == "XDG_CONFIG_HOME" ? tree.root : nil }, executable: nil)
    return (DashboardFiles(shared: shared), tree)
  }

  private static let own =
    "title: Mine\nquestion: Why?\nvariables: {a: {values: {one: '1'}}}\n"
    + "panels: [{title: $a, query: up}]\n"

  private static func options(_ words: String...) throws -> DashboardOptions {
    try DashboardCommand(words).options
  }

  @Test func `a dashboard is found by name or path, with what is chosen for its variables`() throws
  {
    let (files, tree) = try Self.files([
      "own.yaml": Self.own, "broken.yaml": "title: [", "b.yml": Self.own,
    ])
    let content = try files.content(Self.options("-d", "own", "--var", "a=one"))
    #expect(content.dashboards.map(\.name) == ["b", "own"])
    #expect(content.first?.name == "own")
    #expect(content.first?.choices == ["a": .value("1")])
    let path = tree.root + "/ringside/dashboards/own.yaml"
    #expect(try files.content(Self.options("--dashboard", path)).first?.name == "own")
    #expect(try files.content(Self.options()).first == nil)
  }

  @Test(arguments: [
    (["-d", "nothing"], "no dashboard is called 'nothing'; expected broken, own"),
    (
      ["-d", "own", "--var", "b=1"],
      "option '--var': dashboard 'own' has no variable 'b'; expected a"
    ),
    (["--var", "a=1"], "option '--var': 'a' belongs to no dashboard; expected '--dashboard'"),
    (["-d", "./nothing.yaml"], "./nothing.yaml: no such file or directory"),
  ])
  func `what cannot be shown is told`(words: [String], message: String) throws {
    let (files, tree) = try Self.files(["own.yaml": Self.own, "broken.yaml": "title: ["])
    let options = try DashboardCommand(words).options
    let error = withExtendedLifetime(tree) {
      #expect(throws: SourceError.self) { try files.content(options) }
    }
    #expect(error?.message == message)
  }

  @Test func `a broken dashboard is told with the place`() throws {
    let (files, tree) = try Self.files(["broken.yaml": "title: T\npanels: [{query: up}]\n"])
    let options = try Self.options("-d", "broken")
    let error = #expect(throws: SourceError.self) { try files.content(options) }
    let place = "\(tree.root)/ringside/dashboards/broken.yaml:2:10"
    #expect(error?.message == "\(place): found no 'title'; expected a text")
    #expect(error?.status == .bad)
  }

  @Test func `a variable without a value is a wrong command line`() {
    let message =
      "option '--var': 'x' is no choice; expected NAME=VALUE such as instance=web-3"
    #expect(throws: UsageError(message: message)) { try DashboardCommand(["--var", "x"]) }
  }
}
