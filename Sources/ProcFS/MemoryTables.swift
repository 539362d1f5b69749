/// Files about the kernel's own use of memory that are tables, read seldom.
public enum MemoryTables {
  /// One zone's free blocks.
  public struct FreeBlocks: Equatable, Sendable {
    /// The node's number.
    public var node: String
    /// The zone's name, such as `DMA32`.
    public var zone: String
    /// How many blocks of 2ⁿ pages are free, n from 0.
    public var counts: [Double]
  }

  /// The zones of `/proc/buddyinfo`; `nil` where a line is none.
  ///
  /// Source: Documentation/filesystems/proc.rst, `/proc/buddyinfo`.
  public static func freeBlocks(_ bytes: [UInt8]) -> [FreeBlocks]? {
    var result: [FreeBlocks] = []
    for row in Table(bytes).rows {
      guard row.count > 4, row[0] == "Node", row[2] == "zone" else { return nil }
      let counts = row[4...].compactMap { UInt64($0).map { Double($0) } }
      guard counts.count == row.count - 4 else { return nil }
      let node = String(row[1].prefix { $0 != "," })
      result.append(FreeBlocks(node: node, zone: row[3], counts: counts))
    }
    return result
  }

  /// One cache of the slab allocator.
  public struct Slab: Equatable, Sendable {
    /// The cache's name.
    public var name: String
    /// Objects in use, objects, bytes of an object, objects in a slab, pages of a slab.
    public var columns: [Double]
  }

  /// The caches of `/proc/slabinfo`; `nil` where the file is of another version than 2.
  ///
  /// Source: slabinfo(5).
  public static func slabs(_ bytes: [UInt8]) -> [Slab]? {
    let rows = Table(bytes).rows
    guard let version = rows.first, version.count > 3, version[0] == "slabinfo",
      version[3].hasPrefix("2.")
    else { return nil }
    return rows.dropFirst().compactMap { row in
      let columns = row.dropFirst().prefix(5).compactMap { UInt64($0).map { Double($0) } }
      return columns.count == 5 ? Slab(name: row[0], columns: columns) : nil
    }
  }

  /// One zone.
  public struct Zone: Equatable, Sendable {
    /// The node's number.
    public var node: String
    /// The zone's name, such as `DMA32`.
    public var name: String
    /// The numbers by the file's own names; those of the node stand in its first zone.
    public var numbers: [String: Double] = [:]
    /// The pages that the zone keeps from allocations that could use a higher one.
    public var protection: [Double] = []
  }

  /// The zones of `/proc/zoneinfo`, in the kernel's order.
  ///
  /// Source: the kernel's `mm/vmstat.c`.
  public static func zones(_ bytes: [UInt8]) -> [Zone] {
    var result: [Zone] = []
    for row in Table(bytes).rows {
      if row.count >= 4, row[0] == "Node", row[2] == "zone" {
        result.append(Zone(node: String(row[1].prefix { $0 != "," }), name: row[3]))
      } else if let last = result.indices.last {
        add(row, to: &result[last])
      }
    }
    return result
  }

  private static func add(_ row: [String], to zone: inout Zone) {
    guard row.count > 1 else { return }
    if row[0] == "protection:" {
      zone.protection = row.dropFirst().compactMap { text in
        UInt64(text.filter { $0.isNumber }).map { Double($0) }
      }
    } else if let value = Int64(row[1]), zone.numbers[row[0]] == nil {
      zone.numbers[row[0]] = Double(value)
    }
  }

  /// The lines of a node's `meminfo`: `Node 0 Active(anon):  691324 kB` is `Active_anon`, in bytes.
  ///
  /// Source: the kernel's `drivers/base/node.c`.
  public static func nodeMemory(_ bytes: [UInt8]) -> [(name: String, value: Double)] {
    Table(bytes).rows.compactMap { row in
      guard row.count >= 4, row[0] == "Node", let value = UInt64(row[3]) else { return nil }
      let name = String(row[2].filter { $0 != ":" && $0 != ")" }.map { $0 == "(" ? "_" : $0 })
      return (name, Double(value) * (row.count > 4 && row[4] == "kB" ? 1024 : 1))
    }
  }
}
