internal import Documents
internal import Metrics

/// The names that people use for pods and containers, as this node knows them.
///
/// They come from the folders of the kubelet's logs, whose names anyone may list, and from the state files of Docker,
/// containerd, CRI-O and Podman, which only root may read. What cannot be read leaves a label out.
struct UnitNames {
  private struct Pod {
    var namespace: String
    var name: String
  }

  private let paths: HostPaths
  private var pods: [String: Pod] = [:]
  /// Containers of pods by their id: the pod and the container's name in it.
  private var containers: [String: (pod: Pod, name: String)] = [:]

  /// Podman's containers by their id: name and image.
  private var podman: [String: (name: String?, image: String?)] = [:]

  /// Where containerd keeps what runs, by the name of its own space.
  private static let spaces = ["k8s.io", "moby", "default"]
  private static let mostNames = 10_000

  init(_ paths: HostPaths) { self.paths = paths }

  /// Lists the kubelet's logs anew.
  mutating func refresh() {
    pods = [:]
    for folder in Tree.names(paths.root("/var/log/pods")).prefix(UnitNames.mostNames) {
      let parts = folder.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else { continue }
      pods[parts[2]] = Pod(namespace: parts[0], name: parts[1])
    }
    containers = [:]
    for file in Tree.names(paths.root("/var/log/containers")).prefix(UnitNames.mostNames) {
      addContainer(file)
    }
    podman = [:]
    for list in ["containers", "volatile-containers"] { addPodman(list) }
  }

  /// What Podman and CRI-O keep in one list: a container's id and its names, the first of which is its own.
  private mutating func addPodman(_ list: String) {
    let file = "/var/lib/containers/storage/overlay-containers/\(list).json"
    for container in (json(file)?.elements ?? []).prefix(UnitNames.mostNames) {
      guard let id = UnitNames.text(container["id"]).flatMap({ UnitIdentity.id($0) }) else {
        continue
      }
      let metadata = UnitNames.text(container["metadata"]).flatMap {
        UnitNames.json(Array($0.utf8))
      }
      podman[id] = (
        UnitNames.text(container["names"]?.elements?.first), UnitNames.text(metadata?["image-name"])
      )
    }
  }

  /// A name such as `web-5d_shop_nginx-<id>.log`.
  private mutating func addContainer(_ file: String) {
    let parts = file.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[2].hasSuffix(".log") else { return }
    let stem = parts[2].dropLast(4)
    guard let dash = stem.lastIndex(of: "-"), dash > stem.startIndex,
      let id = UnitIdentity.id(stem[stem.index(after: dash)...])
    else { return }
    containers[id] = (
      Pod(namespace: String(parts[1]), name: String(parts[0])), String(stem[..<dash])
    )
  }

  /// The labels of a group beside its `id`, and whether they are all that may be hoped for.
  func labels(_ identity: UnitIdentity) -> (pairs: [LabelPair], isComplete: Bool) {
    switch identity {
    case .other: return ([], true)
    case .pod(let uid):
      let pod = pods[uid]
      return (UnitNames.pairs(["pod": pod?.name, "namespace": pod?.namespace]), pod != nil)
    case .container(let id, let uid): return container(id, uid)
    }
  }

  private func container(_ id: String, _ uid: String?) -> (pairs: [LabelPair], isComplete: Bool) {
    var found = docker(id) ?? containerd(id) ?? crio(id) ?? [:]
    for (label, value) in [("name", podman[id]?.name), ("image", podman[id]?.image)]
    where found[label] == nil { found[label] = value }
    let pod = containers[id]?.pod ?? uid.flatMap { pods[$0] }
    for (label, value) in [
      ("container", containers[id]?.name), ("pod", pod?.name), ("namespace", pod?.namespace),
    ] where found[label] == nil {
      found[label] = value
    }
    let isComplete = !found.isEmpty && (uid == nil || found["pod"] != nil)
    // A container without a name of its own is called by its id.
    if found["name"] == nil { found["name"] = id }
    return (UnitNames.pairs(found), isComplete)
  }

  private static func pairs(_ labels: [String: String?]) -> [LabelPair] {
    labels.sorted { $0.key < $1.key }.compactMap { label, value in
      guard let value, !value.isEmpty else { return nil }
      return (ByteString(label), ByteString(value))
    }
  }

  // MARK: - State files

  private func docker(_ id: String) -> [String: String]? {
    guard let root = json("/var/lib/docker/containers/\(id)/config.v2.json") else { return nil }
    let labels = root["Config"]?["Labels"]
    let name = UnitNames.text(root["Name"])
    return UnitNames.present([
      "name": name.map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 },
      "image": UnitNames.text(root["Config"]?["Image"]),
      "container": UnitNames.text(labels?["io.kubernetes.container.name"]),
      "pod": UnitNames.text(labels?["io.kubernetes.pod.name"]),
      "namespace": UnitNames.text(labels?["io.kubernetes.pod.namespace"]),
    ])
  }

  private func containerd(_ id: String) -> [String: String]? {
    let folder = "/run/containerd/io.containerd.runtime.v2.task"
    let files = UnitNames.spaces.lazy.map { "\(folder)/\($0)/\(id)/config.json" }
    guard let notes = files.compactMap({ json($0)?["annotations"] }).first else { return nil }
    let text = { (name: String) in
      UnitNames.text(notes[ByteString("io.kubernetes.cri." + name)])
    }
    return UnitNames.present([
      // Without Kubernetes it is nerdctl that names a container.
      "name": UnitNames.text(notes["nerdctl/name"]),
      "image": text("image-name"), "container": text("container-name"),
      "pod": text("sandbox-name"), "namespace": text("sandbox-namespace"),
    ])
  }

  private func crio(_ id: String) -> [String: String]? {
    let folder = "/containers/storage/overlay-containers/\(id)/userdata/config.json"
    let notes = ["/run", "/var/lib"].lazy.compactMap { json($0 + folder)?["annotations"] }.first
    guard let notes else { return nil }
    let text = { (name: String) in UnitNames.text(notes[ByteString("io.kubernetes." + name)]) }
    return UnitNames.present([
      "image": text("cri-o.ImageName"), "container": text("container.name"),
      "pod": text("pod.name"), "namespace": text("pod.namespace"),
    ])
  }

  private func json(_ path: String) -> Node? {
    Tree.bytes(paths.root(path), limit: 4 << 20).flatMap(UnitNames.json)
  }

  private static func json(_ bytes: [UInt8]) -> Node? { try? JSON.read(bytes).root }

  private static func text(_ node: Node?) -> String? {
    guard let scalar = node?.scalar, scalar.style == .doubleQuoted, !scalar.text.isEmpty else {
      return nil
    }
    return scalar.text.text
  }

  private static func present(_ labels: [String: String?]) -> [String: String]? {
    let found = labels.compactMapValues { $0 }
    return found.isEmpty ? nil : found
  }
}
