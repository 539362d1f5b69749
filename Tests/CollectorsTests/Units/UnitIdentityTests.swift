import Testing

@testable import Collectors

@Suite struct UnitIdentityTests {
  private static let id = String(repeating: "0123456789abcdef", count: 4)
  private static let uid = "0f2a1b3c-1111-2222-3333-444455556666"
  private static let uidWithUnderscores = "0f2a1b3c_1111_2222_3333_444455556666"
  private static let hash = "0123456789abcdef0123456789abcdef"

  private func identity(_ path: String) -> UnitIdentity { UnitIdentity(path: Array(path.utf8)) }

  @Test(
    arguments: [
      ("/kubepods/besteffort/pod\(uid)", uid), ("/kubepods/pod\(uid)", uid),
      ("/kubepods/burstable/pod\(hash)", hash),
      ("/kubepods.slice/kubepods-pod\(uidWithUnderscores).slice", uid),
      (
        "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod\(uidWithUnderscores).slice",
        uid
      ),
      ("/kubelet.slice/kubelet-kubepods-burstable-pod\(hash).slice", hash),
    ])
  func `a pod is known by its UID under either cgroup driver`(path: String, uid: String) {
    #expect(identity(path) == .pod(uid))
  }

  @Test(
    arguments: [
      ("/kubepods/burstable/pod\(uid)/\(id)", uid),
      (
        "/kubepods.slice/kubepods-burstable-pod\(uidWithUnderscores).slice/cri-containerd-\(id).scope",
        uid
      ),
      ("/kubepods.slice/kubepods-pod\(uidWithUnderscores).slice/crio-\(id).scope", uid),
      ("/system.slice/x.service/kubepods-pod\(uidWithUnderscores).slice:cri-containerd:\(id)", uid),
      ("/docker/\(id)", nil), ("/system.slice/docker-\(id).scope", nil),
      ("/machine.slice/libpod-\(id).scope", nil), ("/libpod_parent/libpod-\(id)", nil),
      ("/default/\(id)", nil),
    ] as [(String, String?)])
  func `a container is known by its id, and by its pod where it has one`(
    path: String, uid: String?
  ) {
    #expect(identity(path) == .container(UnitIdentityTests.id, pod: uid))
  }

  @Test(
    arguments: [
      "/", "", "/system.slice", "/system.slice/docker.service", "/user.slice/user-1000.slice",
      "/machine.slice/libpod-conmon-\(id).scope", "/x/crio-conmon-\(id).scope",
      "/system.slice/docker-\(id.dropLast()).scope", "/docker/\(id)0", "/docker/\(id.uppercased())",
      "/docker/\(id)/init", "/kubepods/pod", "/kubepods/pod\(uid)0",
      "/kubepods/pod\(uid.dropLast())",
      "/kubepods/podcast", "/x.slice/x-pod\(uidWithUnderscores).slice", "/kubepods.slice",
      "/kubepods-burstable.slice", "a:b:c", "::", "/kubepods-pod.slice", "/-", "/-.scope",
      "/.scope",
      "/docker/../\(id.dropLast())/", "/dev-disk-by\\x2duuid.swap",
    ])
  func `anything else is neither`(path: String) {
    #expect(identity(path) == .other)
  }

  @Test func `bytes that are no text are neither`() {
    #expect(UnitIdentity(path: [0x2f, 0xff, 0xfe, 0x00, 0x3a, 0x3a]) == .other)
  }
}
