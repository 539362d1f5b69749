import Testing

/// Collectors that read folders of `/sys`.
struct FolderCollectorTests {
  private static let pci = "sys/devices/pci0000:00/0000:00:02.1/0000:01:00.0"
  private static let place = #"bus="01", device="00", function="0""#

  static let rows: [CollectorRow] = [
    CollectorRow(
      collector: "ksmd",
      files: ["sys/kernel/mm/ksm/run": "1\n", "sys/kernel/mm/ksm/sleep_millisecs": "20\n"],
      expected: ["node_ksmd_run": 1, "node_ksmd_sleep_seconds": 0.02]),
    CollectorRow(
      collector: "cpu_vulnerabilities",
      files: [
        "sys/devices/system/cpu/vulnerabilities/mds": "Vulnerable: no microcode\n",
        "sys/devices/system/cpu/vulnerabilities/l1tf": "Not affected\n",
        "sys/devices/system/cpu/vulnerabilities/retbleed": "Mitigation: IBRS; SMT on\n",
        "sys/devices/system/cpu/vulnerabilities/srbds": "Unknown: Dependent on hypervisor\n",
      ],
      expected: [
        #"node_cpu_vulnerabilities_info{codename="mds", mitigation="no microcode", state="vulnerable"}"#:
          1,
        #"node_cpu_vulnerabilities_info{codename="l1tf", state="not affected"}"#: 1,
        #"node_cpu_vulnerabilities_info{codename="retbleed", mitigation="IBRS; SMT on", state="mitigation"}"#:
          1,
        #"node_cpu_vulnerabilities_info{codename="srbds", state="unknown"}"#: 1,
      ]),
    CollectorRow(
      collector: "meminfo_numa",
      files: [
        "sys/devices/system/node/node2/meminfo":
          "Node 2 MemTotal:       4 kB\nNode 2 Active(anon):     2 kB\nNode 2 HugePages_Free:  3\n",
        "sys/devices/system/node/node2/numastat": "numa_hit 7\n",
        "sys/devices/system/node/possible": "0-2\n",
      ],
      expected: [
        #"node_memory_numa_MemTotal{node="2"}"#: 4096,
        #"node_memory_numa_Active_anon{node="2"}"#: 2048,
        #"node_memory_numa_HugePages_Free{node="2"}"#: 3,
        #"node_memory_numa_numa_hit_total{node="2"}"#: 7,
      ]),
    CollectorRow(
      collector: "fibrechannel",
      files: [
        "sys/class/fc_host/host0/port_id": "0x000002\n",
        "sys/class/fc_host/host0/speed": "16 Gbit\n",
        "sys/class/fc_host/host0/statistics/rx_frames": "0x10\n",
        "sys/class/fc_host/host0/statistics/dumped_frames": "0xffffffffffffffff\n",
      ],
      expected: [
        #"node_fibrechannel_info{fc_host="host0", port_id="000002", speed="16 Gbit"}"#: 1,
        #"node_fibrechannel_rx_frames_total{fc_host="host0"}"#: 16,
      ]),
    CollectorRow(
      collector: "infiniband",
      files: [
        "sys/class/infiniband/mlx4_0/fw_ver": "2.31\n",
        "sys/class/infiniband/mlx4_0/ports/1/state": "4: ACTIVE\n",
        "sys/class/infiniband/mlx4_0/ports/1/phys_state": "5: LinkUp\n",
        "sys/class/infiniband/mlx4_0/ports/1/rate": "2.5 Gb/sec (1X SDR)\n",
        "sys/class/infiniband/mlx4_0/ports/1/counters/port_rcv_data": "10\n",
        "sys/class/infiniband/mlx4_0/ports/1/counters/link_downed": "N/A (no PMA)\n",
      ],
      expected: [
        #"node_infiniband_info{device="mlx4_0", firmware_version="2.31"}"#: 1,
        #"node_infiniband_state_id{device="mlx4_0", port="1"}"#: 4,
        #"node_infiniband_physical_state_id{device="mlx4_0", port="1"}"#: 5,
        #"node_infiniband_rate_bytes_per_second{device="mlx4_0", port="1"}"#: 312_500_000,
        #"node_infiniband_port_data_received_bytes_total{device="mlx4_0", port="1"}"#: 40,
      ]),
    CollectorRow(
      collector: "dmmultipath",
      files: [
        "sys/block/dm-5/dm/uuid": "mpath-36\n", "sys/block/dm-5/dm/name": "mpathA\n",
        "sys/block/dm-5/dm/suspended": "1\n", "sys/block/dm-5/size": "4\n",
        "sys/block/dm-5/slaves/sdi/x": "", "sys/block/dm-5/slaves/sdj/x": "",
        "sys/block/sdi/device/state": "live\n", "sys/block/sdj/device/state": "offline\n",
        "sys/block/dm-6/dm/uuid": "LVM-a\n", "sys/block/dm-6/dm/name": "vg-root\n",
      ],
      expected: [
        #"node_dmmultipath_device_info{device="mpathA", sysfs_name="dm-5", uuid="mpath-36"}"#: 1,
        #"node_dmmultipath_device_active{device="mpathA", sysfs_name="dm-5"}"#: 0,
        #"node_dmmultipath_device_size_bytes{device="mpathA", sysfs_name="dm-5"}"#: 2048,
        #"node_dmmultipath_device_paths{device="mpathA", sysfs_name="dm-5"}"#: 2,
        #"node_dmmultipath_device_paths_active{device="mpathA", sysfs_name="dm-5"}"#: 1,
        #"node_dmmultipath_device_paths_failed{device="mpathA", sysfs_name="dm-5"}"#: 1,
        #"node_dmmultipath_path_state{device="mpathA", path="sdi", state="live"}"#: 1,
        #"node_dmmultipath_path_state{device="mpathA", path="sdj", state="offline"}"#: 1,
      ]),
    CollectorRow(
      collector: "pcidevice",
      files: [
        "\(pci)/class": "0x010802\n", "\(pci)/vendor": "0xc0a9\n",
        "\(pci)/current_link_speed": "8.0 GT/s PCIe\n", "\(pci)/max_link_speed": "Unknown\n",
        "\(pci)/current_link_width": "4\n", "\(pci)/numa_node": "-1\n",
        "\(pci)/power_state": "D0\n", "\(pci)/sriov_numvfs": "4\n",
      ],
      links: [
        "sys/bus/pci/devices/0000:01:00.0": "../../../devices/pci0000:00/0000:00:02.1/0000:01:00.0"
      ],
      expected: [
        #"node_pcidevice_info{bus="01", class_id="0x010802", device="00", function="0", parent_bus="00", parent_device="02", parent_function="1", parent_segment="0000", segment="0000", vendor_id="0xc0a9"}"#:
          1,
        #"node_pcidevice_current_link_transfers_per_second{\#(place), segment="0000"}"#: 8e9,
        #"node_pcidevice_max_link_transfers_per_second{\#(place), segment="0000"}"#: -1,
        #"node_pcidevice_current_link_width{\#(place), segment="0000"}"#: 4,
        #"node_pcidevice_max_link_width{\#(place), segment="0000"}"#: -1,
        #"node_pcidevice_d3cold_allowed{\#(place), segment="0000"}"#: 0,
        #"node_pcidevice_sriov_drivers_autoprobe{\#(place), segment="0000"}"#: 0,
        #"node_pcidevice_sriov_numvfs{\#(place), segment="0000"}"#: 4,
        #"node_pcidevice_sriov_totalvfs{\#(place), segment="0000"}"#: 0,
        #"node_pcidevice_sriov_vf_total_msix{\#(place), segment="0000"}"#: 0,
      ].merging(
        ["D0", "D1", "D2", "D3hot", "D3cold", "unknown", "error"].map {
          (
            #"node_pcidevice_power_state{\#(place), segment="0000", state="\#($0)"}"#,
            $0 == "D0" ? 1 : 0
          )
        }
      ) { $1 }),
    CollectorRow(
      collector: "drm",
      files: [
        "sys/devices/pci0000:00/0000:03:00.0/uevent": "DRIVER=amdgpu\nPCI_ID=1002:731F\n",
        "sys/devices/pci0000:00/0000:03:00.0/gpu_busy_percent": "37\n",
        "sys/devices/pci0000:00/0000:03:00.0/mem_info_vram_total": "8573157376\n",
        "sys/devices/pci0000:00/0000:03:00.0/unique_id": "0123456789abcdef\n",
        "sys/class/drm/card1/device/uevent": "DRIVER=i915\n",
        "sys/class/drm/card0-DP-1/status": "connected\n",
      ],
      links: ["sys/class/drm/card0/device": "../../../devices/pci0000:00/0000:03:00.0"],
      expected: [
        #"node_drm_card_info{card="card0", chip="pci0000:00_0000:03:00_0", unique_id="0123456789abcdef", vendor="amd"}"#:
          1,
        #"node_drm_gpu_busy_percent{card="card0"}"#: 37,
        #"node_drm_memory_vram_size_bytes{card="card0"}"#: 8_573_157_376,
      ]),
    CollectorRow(
      collector: "bcachefs",
      files: [
        "sys/fs/bcachefs/aa/btree_cache_size": "2.5k\n",
        "sys/fs/bcachefs/aa/compression_stats":
          "typetype  compressed  uncompressed  average extent size\nlz4  1.5k  2k  62.5k\n",
        "sys/fs/bcachefs/aa/btree_write_stats": "   nr  size\ninitial:  33  100k\n",
        "sys/fs/bcachefs/aa/errors": "bset_bad_csum  2  1767112063\n",
        "sys/fs/bcachefs/aa/counters/data-read":
          "since mount:   1M\nsince filesystem creation:  2M\n",
        "sys/fs/bcachefs/aa/dev-0/label": "disk-0\n",
        "sys/fs/bcachefs/aa/dev-0/state": "[rw] ro \n",
        "sys/fs/bcachefs/aa/dev-0/bucket_size": "512k\n",
        "sys/fs/bcachefs/aa/dev-0/nbuckets": "9\n",
        "sys/fs/bcachefs/aa/dev-0/durability": "1\n",
        "sys/fs/bcachefs/aa/dev-0/io_done": "read:\nsb   :   10\nwrite:\nsb   :   20\n",
        "sys/fs/bcachefs/aa/dev-0/io_errors":
          "IO errors since filesystem creation\n  read:    5\nIO errors since 8 y ago\n  read:  4\n",
      ],
      expected: [
        #"node_bcachefs_info{uuid="aa"}"#: 1,
        #"node_bcachefs_btree_cache_size_bytes{uuid="aa"}"#: 2560,
        #"node_bcachefs_compression_compressed_bytes{algorithm="lz4", uuid="aa"}"#: 1536,
        #"node_bcachefs_compression_uncompressed_bytes{algorithm="lz4", uuid="aa"}"#: 2048,
        #"node_bcachefs_btree_writes_total{type="initial", uuid="aa"}"#: 33,
        #"node_bcachefs_btree_write_average_size_bytes{type="initial", uuid="aa"}"#: 102_400,
        #"node_bcachefs_errors_total{error_type="bset_bad_csum", uuid="aa"}"#: 2,
        #"node_bcachefs_data_read_total{uuid="aa"}"#: 2_097_152,
        #"node_bcachefs_device_info{device="0", label="disk-0", state="[rw] ro", uuid="aa"}"#: 1,
        #"node_bcachefs_device_bucket_size_bytes{device="0", uuid="aa"}"#: 524_288,
        #"node_bcachefs_device_buckets{device="0", uuid="aa"}"#: 9,
        #"node_bcachefs_device_durability{device="0", uuid="aa"}"#: 1,
        #"node_bcachefs_device_io_done_bytes_total{data_type="sb", device="0", operation="read", uuid="aa"}"#:
          10,
        #"node_bcachefs_device_io_done_bytes_total{data_type="sb", device="0", operation="write", uuid="aa"}"#:
          20,
        #"node_bcachefs_device_io_errors_total{device="0", type="read", uuid="aa"}"#: 5,
      ]),
    CollectorRow(
      collector: "hwmon",
      options: [
        "--collector.hwmon.chip-include=^core", "--collector.hwmon.sensor-exclude=;temp2$",
      ],
      files: [
        "sys/class/hwmon/hwmon0/name": "coretemp\n",
        "sys/class/hwmon/hwmon0/temp1_input": "42500\n",
        "sys/class/hwmon/hwmon0/temp2_input": "1000\n",
        "sys/class/hwmon/hwmon0/power1_average": "15000000\n",
        "sys/class/hwmon/hwmon1/name": "nvme\n", "sys/class/hwmon/hwmon1/temp1_input": "1\n",
      ],
      expected: [
        #"node_hwmon_chip_names{chip="coretemp", chip_name="coretemp"}"#: 1,
        #"node_hwmon_temp_celsius{chip="coretemp", sensor="temp1"}"#: 42.5,
        #"node_hwmon_power_average_watt{chip="coretemp", sensor="power1"}"#: 15,
      ]),
    CollectorRow(
      collector: "rapl", options: ["--collector.rapl.enable-zone-label"],
      files: [
        "sys/class/powercap/intel-rapl:0/name": "package-0\n",
        "sys/class/powercap/intel-rapl:0/energy_uj": "2500000\n",
      ],
      expected: [
        #"node_rapl_joules_total{index="0", path="ROOT/sys/class/powercap/intel-rapl:0", rapl_zone="package"}"#:
          2.5
      ]),
  ]

  @Test(arguments: rows) func `a folder says what stands in it`(row: CollectorRow) throws {
    let (series, success) = try row.found()
    #expect(series == row.expected)
    #expect(success == row.success)
  }

  static let bcache = CollectorRow(
    collector: "bcache", options: ["--collector.bcache.priorityStats"],
    files: [
      "sys/fs/bcache/a-b/average_key_size": "0\n", "sys/fs/bcache/a-b/btree_cache_size": "1.5k\n",
      "sys/fs/bcache/a-b/cache_available_percent": "99\n", "sys/fs/bcache/a-b/congested": "0\n",
      "sys/fs/bcache/a-b/root_usage_percent": "3\n", "sys/fs/bcache/a-b/tree_depth": "1\n",
      "sys/fs/bcache/a-b/internal/active_journal_entries": "1\n",
      "sys/fs/bcache/a-b/internal/btree_nodes": "2\n",
      "sys/fs/bcache/a-b/internal/btree_read_average_duration_us": "1305\n",
      "sys/fs/bcache/a-b/internal/cache_read_races": "0\n",
      "sys/fs/bcache/a-b/bdev0/dirty_data": "512k\n",
      "sys/fs/bcache/a-b/bdev0/writeback_rate_debug":
        "rate:  1k/sec\ntarget: 2k\nproportional: -3\nintegral: 4\nchange: -1k/sec\n",
      "sys/fs/bcache/a-b/cache0/written": "1M\n", "sys/fs/bcache/a-b/cache0/io_errors": "0\n",
      "sys/fs/bcache/a-b/cache0/priority_stats": "Unused:  99%\nMetadata:  1%\n",
    ], expected: [:])

  @Test func `a bcache says what it can, and that files are missing`() throws {
    let (series, success) = try Self.bcache.found()
    #expect(series[#"node_bcache_btree_cache_size_bytes{uuid="a-b"}"#] == 1524)
    #expect(series[#"node_bcache_btree_read_average_duration_seconds{uuid="a-b"}"#] == 1.305e-6)
    #expect(
      series[#"node_bcache_dirty_data_bytes{backing_device="bdev0", uuid="a-b"}"#] == 524_288)
    #expect(series[#"node_bcache_writeback_rate{backing_device="bdev0", uuid="a-b"}"#] == 1024)
    #expect(series[#"node_bcache_writeback_change{backing_device="bdev0", uuid="a-b"}"#] == -1024)
    #expect(
      series[#"node_bcache_priority_stats_unused_percent{cache_device="cache0", uuid="a-b"}"#] == 99
    )
    #expect(series.keys.contains { $0.hasPrefix("node_bcache_cache_hits_total") } == false)
    #expect(success == 0)
  }
}
