import Metrics
import Testing

@testable import Collectors

@Suite struct UnitNamesTests {
  private static let id = String(repeating: "0123456789abcdef", count: 4)
  private static let uid = "0f2a1b3c-1111-2222-3333-444455556666"
  private static let hash = "0123456789abcdef0123456789abcdef"

  private func labels(
    _ fixture: Fixture, _ identity: UnitIdentity
  ) -> (text: [String], isComplete: Bool) {
    var names = UnitNames(fixture.paths)
    names.refresh()
    let (pairs, isComplete) = names.labels(identity)
    return (pairs.map { "\($0.name)=\($0.value)" }, isComplete)
  }

  @Test(arguments: [uid, hash])
  func `a pod has the names that its folder of logs has`(uid: String) throws {
    let fixture = try Fixture()
    try fixture.make(fixture.root + "/var/log/pods/kube-system_etcd-node-1_\(uid)/etcd")
    let found = labels(fixture, .pod(uid))
    #expect(found.text == ["namespace=kube-system", "pod=etcd-node-1"])
    #expect(found.isComplete)
  }

  @Test(
    arguments: ["kube-system_\(uid)", "a_b_c_\(uid)", "_b_\(uid)", "a__\(uid)", "a-b-\(uid)", uid])
  func `a folder of another form names nothing`(folder: String) throws {
    let fixture = try Fixture()
    try fixture.make(fixture.root + "/var/log/pods/\(folder)")
    let found = labels(fixture, .pod(UnitNamesTests.uid))
    #expect(found.text == [])
    #expect(!found.isComplete)
  }

  @Test func `a container has its name from the link to its log`() throws {
    let fixture = try Fixture()
    let id = UnitNamesTests.id
    try fixture.write("var/log/containers/web-5d_shop_nginx-proxy-\(id).log", "")
    let found = labels(fixture, .container(id, pod: UnitNamesTests.uid))
    #expect(found.text == ["container=nginx-proxy", "name=\(id)", "namespace=shop", "pod=web-5d"])
    #expect(found.isComplete)
  }

  @Test func `a pod's own container has the pod's names and none of its own`() throws {
    let fixture = try Fixture()
    try fixture.make(fixture.root + "/var/log/pods/shop_web-5d_\(UnitNamesTests.uid)")
    let found = labels(fixture, .container(UnitNamesTests.id, pod: UnitNamesTests.uid))
    #expect(found.text == ["name=\(UnitNamesTests.id)", "namespace=shop", "pod=web-5d"])
    #expect(found.isComplete)
  }

  @Test func `Docker's state names a container and its image`() throws {
    let fixture = try Fixture()
    let id = UnitNamesTests.id
    try fixture.write(
      "var/lib/docker/containers/\(id)/config.v2.json",
      #"{"ID": "x", "Config": {"Image": "nginx:1.29", "Labels": {"a": "b"}}, "Name": "/web"}"#)
    let found = labels(fixture, .container(id, pod: nil))
    #expect(found.text == ["image=nginx:1.29", "name=web"])
    #expect(found.isComplete)
  }

  @Test func `Docker's labels name what the kubelet called it`() throws {
    let fixture = try Fixture()
    let id = UnitNamesTests.id
    try fixture.write(
      "var/lib/docker/containers/\(id)/config.v2.json",
      """
      {"Name": "/k8s_nginx", "Config": {"Labels": {"io.kubernetes.container.name": "nginx",
        "io.kubernetes.pod.name": "web", "io.kubernetes.pod.namespace": "shop"}}}
      """)
    let found = labels(fixture, .container(id, pod: nil))
    #expect(found.text == ["container=nginx", "name=k8s_nginx", "namespace=shop", "pod=web"])
  }

  @Test func `containerd's state names a container, its pod and its image`() throws {
    let fixture = try Fixture()
    let id = UnitNamesTests.id
    try fixture.write(
      "run/containerd/io.containerd.runtime.v2.task/k8s.io/\(id)/config.json",
      """
      {"annotations": {"io.kubernetes.cri.container-name": "nginx",
        "io.kubernetes.cri.image-name": "docker.io/library/nginx:1.29",
        "io.kubernetes.cri.sandbox-name": "web", "io.kubernetes.cri.sandbox-namespace": "shop"}}
      """)
    let found = labels(fixture, .container(id, pod: UnitNamesTests.uid))
    #expect(
      found.text == [
        "container=nginx", "image=docker.io/library/nginx:1.29", "name=\(id)", "namespace=shop",
        "pod=web",
      ])
    #expect(found.isComplete)
  }

  @Test(arguments: ["containers", "volatile-containers"])
  func `Podman's list names a container and its image`(list: String) throws {
    let fixture = try Fixture()
    let id = UnitNamesTests.id
    try fixture.write(
      "var/lib/containers/storage/overlay-containers/\(list).json",
      #"""
      [{"id": "x", "names": ["other"]}, {"id": "\#(id)", "names": ["web", "\#(id)"],
        "image": "0123", "metadata": "{\"image-name\":\"docker.io/library/nginx:1.29\"}"}]
      """#)
    let found = labels(fixture, .container(id, pod: nil))
    #expect(found.text == ["image=docker.io/library/nginx:1.29", "name=web"])
    #expect(found.isComplete)
  }

  @Test(arguments: ["run", "var/lib"])
  func `CRI-O's state names a container, its pod and its image`(root: String) throws {
    let fixture = try Fixture()
    let id = UnitNamesTests.id
    try fixture.write(
      "\(root)/containers/storage/overlay-containers/\(id)/userdata/config.json",
      """
      {"annotations": {"io.kubernetes.container.name": "nginx",
        "io.kubernetes.cri-o.ImageName": "docker.io/library/nginx:1.29",
        "io.kubernetes.pod.name": "web", "io.kubernetes.pod.namespace": "shop"}}
      """)
    let found = labels(fixture, .container(id, pod: UnitNamesTests.uid))
    #expect(
      found.text == [
        "container=nginx", "image=docker.io/library/nginx:1.29", "name=\(id)", "namespace=shop",
        "pod=web",
      ])
    #expect(found.isComplete)
  }

  @Test func `nerdctl's annotation names a container of containerd's`() throws {
    let fixture = try Fixture()
    let id = UnitNamesTests.id
    try fixture.write(
      "run/containerd/io.containerd.runtime.v2.task/default/\(id)/config.json",
      #"{"annotations": {"nerdctl/name": "web", "nerdctl/hostname": "x"}}"#)
    let found = labels(fixture, .container(id, pod: nil))
    #expect(found.text == ["name=web"])
    #expect(found.isComplete)
  }

  @Test(arguments: ["", "{}", "[", "[{}]", "[null]", #"[{"id": 7, "names": "web"}]"#])
  func `a list of Podman's that is none leaves the id as the name`(text: String) throws {
    let fixture = try Fixture()
    let id = UnitNamesTests.id
    try fixture.write("var/lib/containers/storage/overlay-containers/containers.json", text)
    #expect(labels(fixture, .container(id, pod: nil)).text == ["name=\(id)"])
  }

  @Test(
    arguments: [
      "", "{", "[]", "null", "{\"Name\": 5}", "{\"Name\": null, \"Config\": []}",
      "{\"Name\": \"\"}",
      "{\"Config\": {\"Labels\": \"x\"}}", "\u{0}",
    ])
  func `a state file that is none leaves the id as the name`(text: String) throws {
    let fixture = try Fixture()
    let id = UnitNamesTests.id
    try fixture.write("var/lib/docker/containers/\(id)/config.v2.json", text)
    let found = labels(fixture, .container(id, pod: nil))
    #expect(found.text == ["name=\(id)"])
  }

  @Test(
    arguments: [
      "web_shop_nginx-\(id)", "web_shop_nginx.log", "web_shop_-\(id).log", "web_shop_\(id).log",
      "shop_nginx-\(id).log", "web_shop_nginx-\(id.dropLast()).log", ".log", "__.log", "__-.log",
    ])
  func `a log of another form names nothing`(file: String) throws {
    let fixture = try Fixture()
    try fixture.write("var/log/containers/\(file)", "")
    let found = labels(fixture, .container(UnitNamesTests.id, pod: UnitNamesTests.uid))
    #expect(found.text == ["name=\(UnitNamesTests.id)"])
    #expect(!found.isComplete)
  }

  @Test func `what is neither pod nor container has no names and needs none`() throws {
    let found = labels(try Fixture(), .other)
    #expect(found.text == [])
    #expect(found.isComplete)
  }
}
