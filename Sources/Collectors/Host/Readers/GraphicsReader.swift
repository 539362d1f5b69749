internal import Metrics

/// Graphics cards of AMD, `drm`.
enum GraphicsReader {
  private static let attributes = [
    ("gpu_busy_percent", "gpu_busy_percent", "How busy the GPU is as a percentage."),
    (
      "mem_info_gtt_total", "memory_gtt_size_bytes",
      "The size of the graphics translation table (GTT) block in bytes."
    ),
    (
      "mem_info_gtt_used", "memory_gtt_used_bytes",
      "The used amount of the graphics translation table (GTT) block in bytes."
    ),
    (
      "mem_info_vis_vram_total", "memory_vis_vram_size_bytes",
      "The size of visible VRAM in bytes."
    ),
    (
      "mem_info_vis_vram_used", "memory_vis_vram_used_bytes",
      "The used amount of visible VRAM in bytes."
    ),
    ("mem_info_vram_total", "memory_vram_size_bytes", "The size of VRAM in bytes."),
    ("mem_info_vram_used", "memory_vram_used_bytes", "The used amount of VRAM in bytes."),
  ].map { Attribute($0.0, .gauge("node_drm_\($0.1)", $0.2)) }

  static func cards(_ paths: HostPaths) -> ReadPart {
    let info = Family.gauge("node_drm_card_info", "Card information")
    return ReadPart { writer in
      let parent = paths.sys("class/drm")
      for card in Tree.names(parent) where isCard(card) {
        let folder = "\(parent)/\(card)/device"
        guard let event = Tree.text("\(folder)/uevent") else {
          writer.fail()
          continue
        }
        guard event.split(separator: "\n").contains("DRIVER=amdgpu") else { continue }
        let text = { (file: String) in Tree.text("\(folder)/\(file)") ?? "" }
        writer.put(
          info,
          [
            ("card", card), ("chip", chip(folder)), ("memory_vendor", text("mem_info_vram_vendor")),
            ("power_performance_level", text("power_dpm_force_performance_level")),
            ("unique_id", text("unique_id")), ("vendor", "amd"),
          ], 1)
        for attribute in attributes { attribute.write(folder, [("card", card)], to: &writer) }
      }
    }
  }

  /// `card0` and not one of its outlets, `card0-DP-1`.
  private static func isCard(_ name: String) -> Bool {
    name.hasPrefix("card") && name.count > 4 && name.dropFirst(4).allSatisfy(\.isNumber)
  }

  /// The bus and the place of a device as one word; empty where it has none.
  private static func chip(_ folder: String) -> String {
    let parts = Tree.resolved(folder)?.split(separator: "/").suffix(2) ?? []
    return parts.map { SensorReader.cleaned(String($0)) }.filter { !$0.isEmpty }
      .joined(separator: "_")
  }
}
