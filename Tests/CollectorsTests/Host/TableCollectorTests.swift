import Testing

/// Collectors that read tables of `/proc`.
struct TableCollectorTests {
  static let rows: [CollectorRow] = [
    CollectorRow(
      collector: "interrupts",
      files: [
        "proc/interrupts": """
                   CPU0       CPU1
          1:      17960        105  IR-IO-APIC   1-edge      i8042
         14:7815          0     GICv3  37 Level     ttyS0
        NMI:         47          0   Non-maskable interrupts
        ERR:          0

        """
      ],
      expected: [
        #"node_interrupts_total{cpu="0", devices="1-edge i8042", info="IR-IO-APIC", type="1"}"#:
          17960,
        #"node_interrupts_total{cpu="1", devices="1-edge i8042", info="IR-IO-APIC", type="1"}"#:
          105,
        #"node_interrupts_total{cpu="0", devices="37 Level ttyS0", info="GICv3", type="14"}"#: 7815,
        #"node_interrupts_total{cpu="1", devices="37 Level ttyS0", info="GICv3", type="14"}"#: 0,
        #"node_interrupts_total{cpu="0", info="Non-maskable interrupts", type="NMI"}"#: 47,
        #"node_interrupts_total{cpu="1", info="Non-maskable interrupts", type="NMI"}"#: 0,
      ]),
    CollectorRow(
      collector: "interrupts",
      options: [
        "--collector.interrupts.name-exclude=^1;", "--no-collector.interrupts.include-zeros",
      ],
      files: [
        "proc/interrupts": "  CPU0 CPU1\n 1: 5 6 IO-APIC timer\nNMI: 7 0 Non-maskable interrupts\n"
      ],
      expected: [
        #"node_interrupts_total{cpu="0", info="Non-maskable interrupts", type="NMI"}"#: 7
      ]),
    CollectorRow(
      collector: "softirqs", files: ["proc/softirqs": "     CPU0  CPU1\n  HI:  7   1\nRCU: 5 0\n"],
      expected: [
        #"node_softirqs_functions_total{cpu="0", type="HI"}"#: 7,
        #"node_softirqs_functions_total{cpu="1", type="HI"}"#: 1,
        #"node_softirqs_functions_total{cpu="0", type="RCU"}"#: 5,
        #"node_softirqs_functions_total{cpu="1", type="RCU"}"#: 0,
      ]),
    CollectorRow(
      collector: "buddyinfo",
      files: [
        "proc/buddyinfo": "Node 0, zone      DMA      1      0     3 \nNode 1, zone Normal 4\n"
      ],
      expected: [
        #"node_buddyinfo_blocks{node="0", size="0", zone="DMA"}"#: 1,
        #"node_buddyinfo_blocks{node="0", size="1", zone="DMA"}"#: 0,
        #"node_buddyinfo_blocks{node="0", size="2", zone="DMA"}"#: 3,
        #"node_buddyinfo_blocks{node="1", size="0", zone="Normal"}"#: 4,
      ]),
    CollectorRow(
      collector: "slabinfo", options: ["--collector.slabinfo.slabs-include=^k"],
      files: [
        "proc/slabinfo": """
        slabinfo - version: 2.1
        # name <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables 0 0 0
        kmalloc-64  132  148  64  4  8 : tunables 0 0 0 : slabdata 37 37 0
        dentry  1  2  3  4  5 : tunables 0 0 0 : slabdata 1 1 0

        """
      ],
      expected: [
        #"node_slabinfo_active_objects{slab="kmalloc-64"}"#: 132,
        #"node_slabinfo_objects{slab="kmalloc-64"}"#: 148,
        #"node_slabinfo_object_size_bytes{slab="kmalloc-64"}"#: 64,
        #"node_slabinfo_objects_per_slab{slab="kmalloc-64"}"#: 4,
        #"node_slabinfo_pages_per_slab{slab="kmalloc-64"}"#: 8,
      ]),
    CollectorRow(
      collector: "cgroups",
      files: [
        "proc/cgroups":
          "#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t3\t172\t1\nrdma\t0\t1\t0\n"
      ],
      expected: [
        #"node_cgroups_cgroups{subsys_name="cpu"}"#: 172,
        #"node_cgroups_enabled{subsys_name="cpu"}"#: 1,
        #"node_cgroups_cgroups{subsys_name="rdma"}"#: 1,
        #"node_cgroups_enabled{subsys_name="rdma"}"#: 0,
      ]),
    CollectorRow(
      collector: "zoneinfo",
      files: [
        "proc/zoneinfo": """
        Node 0, zone      DMA
          per-node stats
              nr_dirtied   12
          pages free     2949
                min      8
                high     14
                protection: (0, 2039)
              nr_free_pages 2949
              nr_bounce 3
          pagesets
            cpu: 0
                      count: 0
                      high:  378
        Node 1, zone   Normal
              nr_free_pages 5
              numa_hit 6

        """
      ],
      expected: [
        #"node_zoneinfo_nr_dirtied_total{node="0", zone="DMA"}"#: 12,
        #"node_zoneinfo_min_pages{node="0", zone="DMA"}"#: 8,
        #"node_zoneinfo_high_pages{node="0", zone="DMA"}"#: 14,
        #"node_zoneinfo_protection_0{node="0", zone="DMA"}"#: 0,
        #"node_zoneinfo_protection_1{node="0", zone="DMA"}"#: 2039,
        #"node_zoneinfo_nr_free_pages{node="0", zone="DMA"}"#: 2949,
        #"node_zoneinfo_nr_free_pages{node="1", zone="Normal"}"#: 5,
        #"node_zoneinfo_numa_hit_total{node="1", zone="Normal"}"#: 6,
      ]),
    CollectorRow(
      collector: "swap",
      files: [
        "proc/swaps":
          "Filename Type Size Used Priority\n/dev/zram0 partition 8 2 100\n/swap file 4 0 -2\n"
      ],
      expected: [
        #"node_swap_size_bytes{device="/dev/zram0", swap_type="partition"}"#: 8192,
        #"node_swap_used_bytes{device="/dev/zram0", swap_type="partition"}"#: 2048,
        #"node_swap_priority{device="/dev/zram0", swap_type="partition"}"#: 100,
        #"node_swap_size_bytes{device="/swap", swap_type="file"}"#: 4096,
        #"node_swap_used_bytes{device="/swap", swap_type="file"}"#: 0,
        #"node_swap_priority{device="/swap", swap_type="file"}"#: -2,
      ]),
    CollectorRow(
      collector: "xfrm",
      files: ["proc/net/xfrm_stat": "XfrmInError  \t1\nXfrmInHdrError\t4\nXfrmNewOne 9\n"],
      expected: [
        "node_xfrm_in_error_packets_total": 1, "node_xfrm_in_hdr_error_packets_total": 4,
      ]),
    CollectorRow(
      collector: "lnstat",
      files: ["proc/net/stat/arp_cache": "entries  allocs\n00000014 0000000a\n00000014 ff\n"],
      expected: [
        #"node_lnstat_entries_total{cpu="0", subsystem="arp_cache"}"#: 20,
        #"node_lnstat_allocs_total{cpu="0", subsystem="arp_cache"}"#: 10,
        #"node_lnstat_entries_total{cpu="1", subsystem="arp_cache"}"#: 20,
        #"node_lnstat_allocs_total{cpu="1", subsystem="arp_cache"}"#: 255,
      ]),
    CollectorRow(
      collector: "tcpstat",
      files: [
        "proc/net/tcp": """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when
           0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000
           1: 0100007F:1F91 0100007F:9C40 01 00000015:00000002 00:00000000

        """,
        "proc/net/tcp6": """
          sl  local_address                         remote_address                        st tx_queue rx_queue
           0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000001

        """,
      ],
      expected: [
        #"node_tcp_connection_states{state="listen"}"#: 2,
        #"node_tcp_connection_states{state="established"}"#: 1,
        #"node_tcp_connection_states{state="tx_queued_bytes"}"#: 21,
        #"node_tcp_connection_states{state="rx_queued_bytes"}"#: 3,
      ]),
    CollectorRow(
      collector: "drbd",
      files: [
        "proc/drbd": """
        version: 8.4.3 (api:1/proto:86-101)

         1: cs:Connected ro:Primary/Secondary ds:UpToDate/Inconsistent C r-----
            ns:2 nr:3 al:11 oos:4
         2: cs:StandAlone ro:Secondary/Unknown ds:UpToDate/DUnknown r-----

        """
      ],
      expected: [
        #"node_drbd_connected{device="drbd1"}"#: 1,
        #"node_drbd_node_role_is_primary{device="drbd1", node="local"}"#: 1,
        #"node_drbd_node_role_is_primary{device="drbd1", node="remote"}"#: 0,
        #"node_drbd_disk_state_is_up_to_date{device="drbd1", node="local"}"#: 1,
        #"node_drbd_disk_state_is_up_to_date{device="drbd1", node="remote"}"#: 0,
        #"node_drbd_network_sent_bytes_total{device="drbd1"}"#: 2048,
        #"node_drbd_network_received_bytes_total{device="drbd1"}"#: 3,
        #"node_drbd_activitylog_writes_total{device="drbd1"}"#: 11,
        #"node_drbd_out_of_sync_bytes{device="drbd1"}"#: 4096,
        #"node_drbd_connected{device="drbd2"}"#: 0,
        #"node_drbd_node_role_is_primary{device="drbd2", node="local"}"#: 0,
        #"node_drbd_node_role_is_primary{device="drbd2", node="remote"}"#: 0,
        #"node_drbd_disk_state_is_up_to_date{device="drbd2", node="local"}"#: 1,
        #"node_drbd_disk_state_is_up_to_date{device="drbd2", node="remote"}"#: 0,
      ]),
    CollectorRow(
      collector: "sysctl",
      options: [
        "--collector.sysctl.include=kernel.threads-max", "--collector.sysctl.include=fs.file-nr",
        "--collector.sysctl.include=fs.file-nr:used,free,max",
        "--collector.sysctl.include-info=kernel.seccomp.actions_avail",
      ],
      files: [
        "proc/sys/kernel/threads-max": "7801\n", "proc/sys/fs/file-nr": "1024\t0\t1631329\n",
        "proc/sys/kernel/seccomp/actions_avail": "trap allow\n",
      ],
      expected: [
        "node_sysctl_kernel_threads_max": 7801,
        #"node_sysctl_fs_file_nr{index="0"}"#: 1024, #"node_sysctl_fs_file_nr{index="1"}"#: 0,
        #"node_sysctl_fs_file_nr{index="2"}"#: 1_631_329,
        "node_sysctl_fs_file_nr_used": 1024, "node_sysctl_fs_file_nr_free": 0,
        "node_sysctl_fs_file_nr_max": 1_631_329,
        #"node_sysctl_info{index="0", name="kernel.seccomp.actions_avail", value="trap"}"#: 1,
        #"node_sysctl_info{index="1", name="kernel.seccomp.actions_avail", value="allow"}"#: 1,
      ]),
    CollectorRow(
      collector: "ipvs", options: ["--collector.ipvs.backend-labels=local_port"],
      files: [
        "proc/net/ip_vs_stats": """
           Total Incoming Outgoing         Incoming         Outgoing
           Conns  Packets  Packets            Bytes            Bytes
              10        2        3                4               ff

        """,
        "proc/net/ip_vs": """
        IP Virtual Server version 1.2.1 (size=4096)
        Prot LocalAddress:Port Scheduler Flags
          -> RemoteAddress:Port Forward Weight ActiveConn InActConn
        TCP  C0A80016:0050 wlc
          -> C0A85216:0050      Tunnel  100    248        2
          -> C0A85318:0050      Tunnel  50     2          1

        """,
      ],
      expected: [
        "node_ipvs_connections_total": 16, "node_ipvs_incoming_packets_total": 2,
        "node_ipvs_outgoing_packets_total": 3, "node_ipvs_incoming_bytes_total": 4,
        "node_ipvs_outgoing_bytes_total": 255,
        #"node_ipvs_backend_connections_active{local_port="80"}"#: 250,
        #"node_ipvs_backend_connections_inactive{local_port="80"}"#: 3,
        #"node_ipvs_backend_weight{local_port="80"}"#: 150,
      ]),
    CollectorRow(
      collector: "processes",
      files: [
        "proc/7/stat": "7 (a) b) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 3 0 24 0 0 0\n",
        "proc/7/task/7/stat": "7 (a) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 3 0 24 0 0 0\n",
        "proc/7/task/8/stat": "8 (a) D 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 3 0 24 0 0 0\n",
        "proc/9/stat": "9 (gone", "proc/uptime": "1 1\n",
        "proc/sys/kernel/threads-max": "7801\n", "proc/sys/kernel/pid_max": "123\n",
      ],
      expected: [
        "node_processes_threads": 3, "node_processes_pids": 1,
        "node_processes_max_threads": 7801, "node_processes_max_processes": 123,
        #"node_processes_state{state="S"}"#: 1,
        #"node_processes_threads_state{thread_state="S"}"#: 1,
        #"node_processes_threads_state{thread_state="D"}"#: 1,
      ]),
    CollectorRow(
      collector: "mountstats",
      files: [
        "proc/self/mountstats": """
        device rootfs mounted on / with fstype rootfs
        device srv:/x mounted on /mnt/x with fstype nfs4 statvers=1.1
        \tage:\t100
        \tbytes:\t1 2 3 4 5 6 7 8
        \txprt:\ttcp 832 0 1 0 11 64 63 0 12 9 24 26 57
        \tper-op statistics
        \t        READ: 10 11 0 200 300 6000 7000 18446743919241604546

        device srv:/x mounted on /mnt/again with fstype nfs4 statvers=1.1
        \tage:\t100
        \txprt:\ttcp 832 0 1 0 11 64 63 0 12 9 24 26 57

        """,
        "proc/self/mountinfo": """
        1 1 0:5 / / rw - rootfs rootfs rw
        2 1 0:42 / /mnt/x rw shared:1 - nfs4 srv:/x rw,vers=4.0,clientaddr=10.0.0.5,addr=10.0.0.1
        3 1 0:42 / /mnt/again rw shared:1 - nfs4 srv:/x rw,vers=4.0,clientaddr=10.0.0.5,addr=10.0.0.1

        """,
      ],
      expected: mountStatistics),
  ]

  private static let mountStatistics: [String: Double] = {
    let labels = #"export="srv:/x", mountaddr="10.0.0.1""#
    var result: [String: Double] = [
      #"node_mountstats_nfs_age_seconds_total{\#(labels), protocol="tcp"}"#: 100,
      #"node_mountstats_nfs_mountpoint_info{\#(labels), mountpoint="/mnt/x", protocol="tcp"}"#: 1,
      #"node_mountstats_nfs_mountpoint_info{\#(labels), mountpoint="/mnt/again", protocol="tcp"}"#:
        1,
    ]
    let bytes = [
      "read_bytes", "write_bytes", "direct_read_bytes", "direct_write_bytes", "total_read_bytes",
      "total_write_bytes", "read_pages", "write_pages",
    ]
    for (index, name) in bytes.enumerated() {
      result[#"node_mountstats_nfs_\#(name)_total{\#(labels), protocol="tcp"}"#] = Double(index + 1)
    }
    let transport: [(String, Double)] = [
      ("bind_total", 0), ("connect_total", 1), ("idle_time_seconds", 11), ("sends_total", 64),
      ("receives_total", 63), ("bad_transaction_ids_total", 0), ("backlog_queue_total", 9),
      ("maximum_rpc_slots", 24), ("sending_queue_total", 26), ("pending_queue_total", 57),
    ]
    for (name, value) in transport {
      result[
        #"node_mountstats_nfs_transport_\#(name){\#(labels), protocol="tcp", transport="0"}"#] =
        value
    }
    let operations: [(String, Double)] = [
      ("requests", 10), ("transmissions", 11), ("major_timeouts", 0), ("sent_bytes", 200),
      ("received_bytes", 300), ("queue_time_seconds", 6), ("response_time_seconds", 7),
      // 2⁶⁴ − 154467947070 ms, of which node_exporter keeps 53 bits.
      ("request_time_seconds", 9_007_044_786_793_922 / 1000),
    ]
    for (name, value) in operations {
      result[
        #"node_mountstats_nfs_operations_\#(name)_total{\#(labels), operation="READ", protocol="tcp"}"#
      ] = value
    }
    return result
  }()

  @Test(arguments: rows) func `a table says what stands in it`(row: CollectorRow) throws {
    let (series, success) = try row.found()
    #expect(series == row.expected)
    #expect(success == row.success)
  }
}
