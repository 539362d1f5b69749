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
  core("ProcFS", testSupport: "TestWorld"),
  core("Sharing"),
  core("Documents", "CYaml", "Metrics"),

  core("Exposition", "Metrics"),
  core("TimeSeries", "Metrics", "Sharing", testSupport: "TestArena", "arena-writer"),
  core("PromQLSyntax", "Metrics"),

  core("PromQL", "Metrics", "PromQLSyntax", "TimeSeries", testSupport: "TestWorld"),
  core("Scraping", "Documents", "Exposition", "Metrics"),
  core("Dashboards", "Documents", "Metrics", "PromQLSyntax"),

  core("Rules", "Documents", "Metrics", "PromQL", "PromQLSyntax"),

  core(
    "Presentation", "Dashboards", "Metrics", "PromQL", "PromQLSyntax", "Rules",
    testSupport: "TestWorld", "TimeSeries"),

  core("TerminalUI", "Presentation", "Metrics", testSupport: "TestWorld"),

  edge("Children", "CLinux"),
  edge("Transport", "CCurl"),
  edge(
    "Collectors", "Children", "CLinux", "Documents", "Exposition", "Metrics", "ProcFS", "Scraping",
    "Sharing",
    "Transport",
    testSupport: "CHungResolver", "TestWorld"),
  edge("Storage", "CLinux", "Metrics", "Sharing", "TimeSeries", testSupport: "TestWorld"),
  edge(
    "Notifications", "Children", "CLinux", "Documents", "Metrics", "Rules", "Sharing",
    testSupport: "TestWorld"),
  edge("Terminal", "CNcurses", "CLinux", "TerminalUI"),
]

struct Room {
  var name: String
  var targets: [Target]
}

/// A room that computes: every unsafe operation in it is spelled `unsafe`.
func core(_ name: String, _ imports: String..., testSupport: String...) -> Room {
  room(name, imports, settings: strict + [.strictMemorySafety()], testSupport: testSupport)
}

/// A room that touches the world.
func edge(_ name: String, _ imports: String..., testSupport: String...) -> Room {
  room(name, imports, settings: strict, testSupport: testSupport)
}

func room(
  _ name: String, _ imports: [String], settings: [SwiftSetting], testSupport: [String] = []
) -> Room {
  let dependencies = imports.map { Target.Dependency(stringLiteral: $0) }
  let ofTests = ([name] + testSupport).map { Target.Dependency(stringLiteral: $0) }
  return Room(
    name: name,
    targets: [
      .target(name: name, dependencies: dependencies, swiftSettings: settings),
      .testTarget(
        name: name + "Tests", dependencies: ofTests + dependencies,
        swiftSettings: strict),
    ])
}

/// A library for tests only.
func support(_ name: String, _ imports: String...) -> Target {
  .target(
    name: name, dependencies: imports.map { Target.Dependency(stringLiteral: $0) },
    path: "Tests/Support/\(name)", swiftSettings: strict)
}

let package = Package(
  name: "ringside",
  products: [.executable(name: "ringside", targets: ["ringside"])],
  targets: rooms.flatMap(\.targets) + [
    .executableTarget(
      name: "ringside",
      dependencies: [
        "CLinux", "Collectors", "Dashboards", "Documents", "Exposition", "Metrics", "Notifications",
        "Presentation", "PromQL", "PromQLSyntax", "Rules", "Scraping", "Sharing", "Storage",
        "Terminal", "TerminalUI", "TimeSeries",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "RingsideTests",
      dependencies: [
        "ringside", "Collectors", "Dashboards", "Documents", "Exposition", "Metrics",
        "Notifications", "Presentation", "Rules", "Scraping", "Sharing", "Storage", "TerminalUI",
        "TestDashboard", "TestWorld", "TimeSeries",
      ],
      exclude: ["Goldens"], swiftSettings: strict),
    .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    // Judges the rooms by other projects' test data; no part of what ships.
    .executableTarget(
      name: "conformance",
      dependencies: [
        "Collectors", "Documents", "Exposition", "Metrics", "PromQL", "PromQLSyntax", "TimeSeries",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ConformanceTests", dependencies: ["conformance"], exclude: ["Scripts"],
      swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests",
      dependencies: ["Metrics", "Storage", "TestTerminal", "TestWorld", "TimeSeries"],
      swiftSettings: strict),
    .testTarget(
      name: "JourneyTests",
      dependencies: [
        "Dashboards", "Metrics", "Presentation", "PromQL", "PromQLSyntax", "Rules", "TerminalUI",
        "TestDashboard", "TestWorld", "TimeSeries",
      ],
      exclude: ["Goldens"], swiftSettings: strict),
    .testTarget(
      name: "TestSupportTests",
      dependencies: ["TestTerminal", "TestWorld", "Collectors", "Metrics"], swiftSettings: strict),
    .executableTarget(
      name: "ringside-bench",
      dependencies: [
        "CMeasure", "CTrace", "Collectors", "Documents", "Exposition", "Metrics", "Presentation",
        "PromQL", "PromQLSyntax", "Storage", "TerminalUI", "TestArena", "TestDashboard",
        "TestTerminal", "TestWorld", "TimeSeries",
      ],
      swiftSettings: strict),
    // What tests and the bench share; nothing that ships imports it.
    .target(name: "CMeasure", path: "Tests/Support/CMeasure"),
    support("TestTerminal", "CPty", "CVTerm"),
    support(
      "TestDashboard", "Collectors", "Dashboards", "Metrics", "Presentation", "PromQL",
      "PromQLSyntax", "Rules",
      "TerminalUI", "TestWorld", "TimeSeries"),
    support("TestWorld", "Sharing"),
    support("TestArena", "CTrace", "Metrics", "TimeSeries"),
    .target(name: "CTrace", path: "Tests/Support/CTrace"),
    // A program that is killed while it appends to an arena.
    .executableTarget(
      name: "arena-writer", dependencies: ["TestArena"], path: "Tests/Support/ArenaWriter",
      swiftSettings: strict),
    .target(
      name: "CHungResolver", path: "Tests/Support/CHungResolver",
      linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "CPty", path: "Tests/Support/CPty", linkerSettings: [.linkedLibrary("util")]),
    .systemLibrary(name: "CVTerm", path: "Tests/Support/CVTerm"),
    .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
    .target(name: "CLinux"),
    .systemLibrary(name: "CNcurses"),
    .systemLibrary(name: "CCurl"),
    .systemLibrary(name: "CYaml"),
  ],
  cxxLanguageStandard: .cxx17
)
