import Dashboards
import Documents
import Foundation
import Testing

/// The dashboards that ship: that they are there, sound, and say what they are for.
@Suite struct ShippedDashboardTests {
  static let names = [
    "disk-and-network", "host", "peers", "pressure", "processes", "ringside", "service",
  ]

  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "dashboards")

  @Test func `the seven are there`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(files.filter { $0.hasSuffix(".yaml") }.sorted() == Self.names.map { $0 + ".yaml" })
  }

  @Test(arguments: names)
  func `each is sound, opens with a comment, and says which question it answers`(name: String)
    throws
  {
    let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: name + ".yaml")))
    #expect(bytes.starts(with: "# ".utf8))
    let (dashboard, problems) = Dashboard.read(bytes, file: "dashboards/\(name).yaml")
    #expect(problems.map(\.description) == [])
    #expect(dashboard.name == name)
    #expect(dashboard.question.hasSuffix("?"))
    #expect(!dashboard.title.isEmpty && !dashboard.title.contains("$"))
    #expect(dashboard.panels.count >= 10)
  }

  @Test(arguments: names)
  func `each panel has its own id, and a place in the grid that no other has`(name: String) throws {
    let file = Self.folder.appending(path: name + ".yaml")
    let dashboard = Dashboard.read([UInt8](try Data(contentsOf: file)), file: name).dashboard
    #expect(Set(dashboard.panels.map(\.id)).count == dashboard.panels.count)
    for section in dashboard.sections {
      var cells: Set<Int> = []
      for place in section.panels.map(\.gridPosition) {
        for y in place.y..<place.y + place.height {
          for x in place.x..<place.x + place.width {
            #expect(
              cells.insert(y * GridPosition.columns + x).inserted, "\(section.title) \(x),\(y)")
          }
        }
      }
    }
  }
}
