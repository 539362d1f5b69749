// swift-tools-version: 6.2
import PackageDescription

/// Warnings are errors, imports are private to the file that writes them, and no name arrives by accident.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

// The rooms, one line each; a room imports only what stands on its line. ARCHITECTURE.md says what each is for.
let rooms: [Room] = [
  core("Metrics", "CRE2"),
  core("ProcFS"),
  core("Documents", "CYaml"),

  core("Exposition", "Metrics"),
  core("TimeSeries", "Metrics"),
  core("PromQLSyntax", "Metrics"),

  core("PromQL", "Metrics", "PromQLSyntax", "TimeSeries"),
  core("Scraping", "Documents", "Exposition", "Metrics"),
  core("Rules", "Documents", "Metrics", "PromQL", "PromQLSyntax"),
  core("Presentation", "Metrics", "PromQL", "Rules"),
  core("TerminalUI", "Presentation"),

  edge("Transport", "CCurl"),
  edge("Storage", "CLinux", "TimeSeries"),
  edge("Collectors", "CLinux", "Exposition", "Metrics", "ProcFS", "Scraping", "Transport"),
  edge("Terminal", "CNcurses", "TerminalUI"),
]

/// Everything the composition root may put together.
let everything = rooms.map(\.name) + ["CLinux", "PromQLSyntax"]

struct Room {
  var name: String
  var targets: [Target]
}

/// A room that computes: every unsafe operation in it is spelled `unsafe`.
func core(_ name: String, _ imports: String...) -> Room {
  room(name, imports, settings: strict + [.strictMemorySafety()])
}

/// A room that touches the world.
func edge(_ name: String, _ imports: String...) -> Room {
  room(name, imports, settings: strict)
}

func room(_ name: String, _ imports: [String], settings: [SwiftSetting]) -> Room {
  let dependencies = imports.map { Target.Dependency(stringLiteral: $0) }
  return Room(
    name: name,
    targets: [
      .target(name: name, dependencies: dependencies, swiftSettings: settings),
      .testTarget(
        name: name + "Tests", dependencies: [Target.Dependency(stringLiteral: name)] + dependencies,
        swiftSettings: strict),
    ])
}

let package = Package(
  name: "ringside",
  products: [
    .executable(name: "ringside", targets: ["ringside"]),
    .executable(name: "ringside-bench", targets: ["ringside-bench"]),
  ],
  targets: rooms.flatMap(\.targets) + [
    .systemLibrary(name: "CNcurses"),
    .systemLibrary(name: "CCurl"),
    .systemLibrary(name: "CYaml"),
    .target(name: "CLinux", cSettings: [.unsafeFlags(["-fno-omit-frame-pointer"])]),
    .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
  ],
  cxxLanguageStandard: .cxx17
)
