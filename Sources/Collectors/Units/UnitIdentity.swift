/// What the path of a control group says about the group: a pod, a container, or neither.
///
/// The forms are those of the kubelet with either cgroup driver, of Docker, containerd, CRI-O and Podman. Only what looks
/// exactly like one of them counts.
enum UnitIdentity: Hashable {
  /// A slice, a service, a session, or a group inside a container.
  case other
  /// A pod; its UID, or for a static pod the hash of its configuration.
  case pod(String)
  /// A container: its id of 64 digits, and its pod where it has one.
  case container(String, pod: String?)

  /// What the path says.
  init(path: [UInt8]) {
    let names = path.split(separator: 0x2f).map { String(decoding: $0, as: UTF8.self) }
    self = .other
    guard let last = names.last else { return }
    if let uid = UnitIdentity.podUID(last) {
      self = .pod(uid)
    } else if let (id, slice) = UnitIdentity.containerID(last) {
      let above = names.dropLast() + (slice.map { [$0] } ?? [])
      self = .container(id, pod: above.reversed().lazy.compactMap(UnitIdentity.podUID).first)
    }
  }

  /// `pod<uid>`, or `kubepods-burstable-pod<uid>.slice` with underscores for dashes.
  private static func podUID(_ name: String) -> String? {
    if name.hasPrefix("pod") { return uid(String(name.dropFirst(3))) }
    guard name.hasSuffix(".slice"), name.contains("kubepods") else { return nil }
    let words = name.dropLast(6).split(separator: "-", omittingEmptySubsequences: false)
    guard let last = words.last, last.hasPrefix("pod") else { return nil }
    return uid(String(last.dropFirst(3).map { $0 == "_" ? "-" : $0 }))
  }

  /// `<id>`, `docker-<id>.scope`, `libpod-<id>`, or `<slice>:cri-containerd:<id>`, which is its slice too.
  private static func containerID(_ name: String) -> (id: String, slice: String?)? {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 3 { return id(parts[2]).map { ($0, String(parts[0])) } }
    let stem = name.hasSuffix(".scope") ? name.dropLast(6) : name[...]
    guard let dash = stem.lastIndex(of: "-") else { return id(stem).map { ($0, nil) } }
    // A monitor's group beside the container's has its id too.
    guard !stem[..<dash].hasSuffix("conmon") else { return nil }
    return id(stem[stem.index(after: dash)...]).map { ($0, nil) }
  }

  /// The 64 hexadecimal digits of a container; `nil` for anything else.
  static func id(_ text: some StringProtocol) -> String? {
    text.utf8.count == 64 && text.utf8.allSatisfy(isHexadecimal) ? String(text) : nil
  }

  /// A UID with its dashes, or a hash of 32 digits; `nil` for anything else.
  private static func uid(_ text: String) -> String? {
    let groups = text.utf8.split(separator: 0x2d, omittingEmptySubsequences: false)
    guard groups.map(\.count) == [8, 4, 4, 4, 12] || groups.map(\.count) == [32],
      groups.allSatisfy({ $0.allSatisfy(isHexadecimal) })
    else { return nil }
    return text
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }
}
