import Foundation
import Presentation
import Testing

@testable import ringside

/// The file of settings: the program's own, written only when asked, and never over a person's.
@Suite final class SettingsFileTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "ringside-\(UUID())")
  private var path: String { folder.appending(path: "ringside/settings.yaml").path }
  private var file: SettingsFile { SettingsFile(path: path) }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func put(_ text: String) throws {
    try FileManager.default.createDirectory(
      at: folder.appending(path: "ringside"), withIntermediateDirectories: true)
    try text.write(toFile: path, atomically: false, encoding: .utf8)
  }

  private var chosen: Settings {
    var settings = Settings()
    settings.theme = .highContrast
    settings.glyphs = .lines
    settings.zone = .minutesEast(-210)
    settings.isMouseOn = true
    return settings
  }

  @Test func `what is written is read again, in a file of one's own`() throws {
    #expect(file.read() == (Settings(), nil))
    #expect(file.write(chosen) == nil)
    #expect(file.read() == (chosen, nil))
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "ringside").path)
        == ["settings.yaml"])
    #expect(file.write(Settings()) == nil)
    #expect(file.read() == (Settings(), nil))
  }

  @Test func `a file that a person wrote is read and never written`() throws {
    let text = "theme: light\n"
    try put(text)
    var light = Settings()
    light.theme = .light
    #expect(file.read() == (light, nil))
    #expect(
      file.write(Settings())
        == "settings are not written: \(path) was written by hand; expected none")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
  }

  @Test func `a link is neither followed nor replaced`() throws {
    try put("theme: light\n")
    let other = folder.appending(path: "ringside/other.yaml").path
    try FileManager.default.moveItem(atPath: path, toPath: other)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: other)
    #expect(file.read() == (Settings(), "\(path): is a link; expected a file"))
    #expect(
      file.write(Settings()) == "settings are not written: \(path): is a link; expected a file")
    #expect(try String(contentsOfFile: other, encoding: .utf8) == "theme: light\n")
  }

  @Test(arguments: [
    (
      "theme: neon\n",
      "1:8: theme: unknown choice 'neon'; expected auto, default, light, high-contrast, mono"
    ),
    (
      "glyphs: ascii\nvolume: 11\n",
      "2:1: unknown setting 'volume'; expected theme, glyphs, axis, zone, bell, mouse, cpu"
    ),
    ("- theme\n", "1:1: expected names with choices"),
    ("theme: [light]\n", "1:8: theme: expected one word"),
  ])
  func `what is wrong is said with its place, and nothing of it counts`(
    text: String, expected: String
  ) throws {
    try put(text)
    #expect(file.read() == (Settings(), "\(path):\(expected)"))
  }

  @Test func `a text of yes and no is a word as it stands`() throws {
    try put("mouse: on\n")
    #expect(file.read().settings.isMouseOn)
  }

  @Test func `an empty file is no settings`() throws {
    try put("")
    #expect(file.read() == (Settings(), nil))
  }
}
