#!/usr/bin/env bash
# Compares `ringside metrics` with Debian's prometheus-node-exporter on this host: names, label sets, types, HELP, the
# values that do not move, and which collectors succeed. Both have the collectors on that are on by default, and those of
# the issue's list that are not. Prints each difference, then `N same, N allowed (listed), N different`; exit 1 if
# anything differs.
#
# RINGSIDE is the program; PORT the loopback port to use (9109).
set -euo pipefail

: "${RINGSIDE:?the path of the ringside program}"
port=${PORT:-9109}
folder=$(mktemp -d)
exporter=
trap '[ -z "$exporter" ] || kill "$exporter" 2>/dev/null; rm -rf "$folder"' EXIT

if ! command -v prometheus-node-exporter >/dev/null; then
  root=
  [ "$(id -u)" = 0 ] || root=sudo
  echo "installing prometheus-node-exporter with apt" >&2
  $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q prometheus-node-exporter >&2
  $root systemctl disable --now prometheus-node-exporter >/dev/null 2>&1 || true
fi

mkdir "$folder/textfile"
# Debian's defaults leave out other devices and mounts than node_exporter's own, which are given here.
types='autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660|mqueue|nsfs|overlay'
types="$types|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|erofs|sysfs|tracefs"
points='dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+'
# Off by default in both; the spelling is node_exporter's.
named=()
for name in buddyinfo cgroups drm interrupts ksmd lnstat meminfo_numa mountstats processes slabinfo sysctl \
  tcpstat zoneinfo; do
  named+=("--collector.$name")
done
named+=(--collector.cpu.info --collector.sysctl.include=fs.file-nr:total,current,max
  --collector.sysctl.include-info=kernel.seccomp.actions_avail --collector.stat.softirq)
printf '# TYPE peer_jobs gauge\npeer_jobs{queue="a"} 3\n' >"$folder/textfile/jobs.prom"
prometheus-node-exporter --web.listen-address="127.0.0.1:$port" "${named[@]}" \
  --collector.textfile.directory="$folder/textfile" --collector.netdev.device-exclude='^$' \
  --collector.diskstats.device-exclude='^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\d+n\d+p)\d+$' \
  --collector.filesystem.mount-points-exclude="^/($points)(\$|/)" \
  --collector.filesystem.fs-types-exclude="^($types)\$" 2>"$folder/log" &
exporter=$!
for _ in $(seq 50); do
  curl -sf "http://127.0.0.1:$port/metrics" -o "$folder/theirs" && break
  kill -0 "$exporter" 2>/dev/null || { cat "$folder/log" >&2; exit 3; }
  sleep 0.1
done

# Theirs, ours, theirs again: a value of theirs that is the same before and after did not move.
curl -sf "http://127.0.0.1:$port/metrics" -o "$folder/before"
"$RINGSIDE" metrics "${named[@]}" --collector.textfile.directory="$folder/textfile" >"$folder/ours"
sleep 1
curl -sf "http://127.0.0.1:$port/metrics" -o "$folder/after"

python3 - "$folder/before" "$folder/after" "$folder/ours" <<'PYTHON'
import re, sys

LINE = re.compile(r'^([A-Za-z_:][\w:]*)(?:\{(.*)\})? (\S+)')
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')

# What may differ, and why.
ALLOWED = [
    (r'^(go|process|promhttp)_', 'about the exporter itself'),
    (r'^node_exporter_build_info$', 'about the exporter itself'),
    (r'^node_scrape_collector_duration_seconds$', 'a collector that only one of them has'),
    (r'^node_systemd_', "switched on by Debian's package only"),
    (r'^node_(apt|reboot)_', "made by Debian's scripts beside the package"),
    (r'^node_scrape_collector_success$', 'a collector that only one of them has'),
    (r'^node_timex_offset_overflow_total$', "newer than Debian's version"),
    (r'^node_cpu_frequency_hertz$', "newer than Debian's version beside cpufreq"),
    (r'^node_ksmd_general_profit_bytes$', "newer than Debian's version"),
    (r'^node_(bcachefs|dmmultipath|pcidevice)_', "newer than Debian's version"),
    (r'^container_', "the own control group, under cAdvisor's names"),
    (r'^node_filesystem_mount_info$', "newer than Debian's version"),
    (r'^node_cpu_online$', "newer than Debian's version"),
    (r'^node_cpu_isolated$', "newer than Debian's version"),
    (r'^node_pressure_irq_', "newer than Debian's version"),
    (r'^node_kernel_hung_', "newer than Debian's version"),
    (r'^node_nvme_namespace_', "newer than Debian's version"),
    (r'^node_md_(degraded|raid_disks)$', "newer than Debian's version"),
    (r'^node_watchdog_', "newer than Debian's version"),
    (r'^node_network_(carrier_(up|down)_changes_total|address_assign_type)$', 'shown where the kernel has it'),
    (r'^node_softnet_(backlog_len|cpu_collision_total|flow_limit_count_total|received_rps_total)$',
     "newer than Debian's version"),
    (r'^node_disk_(filesystem|device_mapper)_info$', "newer than Debian's version"),
    (r'^node_disk_ata_', "newer than Debian's version"),
    (r'^node_netstat_(Tcp_OutRsts|TcpExt_TCPRcvQDrop|TcpExt_TCPOFOQueue)$', "newer than Debian's version"),
    (r'^node_network_speed_bytes$', 'a link of unknown speed has no series here; the exporter says -125000'),
]
# Label names that a newer version added; they are left out before comparing.
NEWER_LABELS = {'node_disk_info': {'rotational'}, 'node_network_info': {'adminstate'}}
# Values that another process or the clock may move between two looks.
MOVING = re.compile(r'_total$|^node_(time|load|memory|procs|forks|sockstat|filefd|entropy|vmstat|netstat|schedstat|'
                    r'filesystem_(avail|free|files_free)|timex|pressure|context|intr|disk|network_(receive|transmit)|'
                    r'softnet|nf_conntrack|udp_queues|cpu_(scaling|frequency)|hwmon|thermal|processes|tcp_connection|'
                    r'zoneinfo|buddyinfo|slabinfo|lnstat|cgroups|sysctl|scrape_collector_duration)')
# Families whose series come and go with what happens: a state that nothing is in has none.
COMING = re.compile(r'^node_(tcp_connection_states|processes_(threads_)?state)$')


def read(path):
    series, types, helps = {}, {}, {}
    for line in open(path, errors='replace'):
        if line.startswith('# TYPE '):
            _, _, name, kind = line.split()[:4]
            types[name] = kind
        if line.startswith('# HELP '):
            _, _, name, *text = line.rstrip('\n').split(' ', 3)
            helps[name] = text[0] if text else ''
        match = None if line.startswith('#') else LINE.match(line)
        if not match:
            continue
        name = match.group(1)
        newer = {'device_error'} if name.startswith('node_filesystem_') else NEWER_LABELS.get(name, set())
        labels = tuple(sorted((k, v) for k, v in LABEL.findall(match.group(2) or '') if v and k not in newer))
        series[name, labels] = float(match.group(3))
    return series, types, helps


def text(key):
    return key[0] + '{' + ','.join(f'{k}="{v}"' for k, v in key[1]) + '}'


def reason(name):
    return next((why for pattern, why in ALLOWED if re.search(pattern, name)), None)


(before, types, helps), (after, _, _), (ours, our_types, our_helps) = (read(path) for path in sys.argv[1:4])
same, allowed, different = 0, {}, []


def differs(name, what):
    why = reason(name)
    if why:
        allowed.setdefault((why, name), []).append(what)
    else:
        different.append(what)


for key in sorted(set(before) | set(ours)):
    if (key in before) != (key in ours) and COMING.match(key[0]):
        continue
    if key not in ours:
        differs(key[0], f'only theirs: {text(key)}')
    elif key not in before:
        differs(key[0], f'only ours: {text(key)}')
    else:
        still = before[key] == after.get(key) and not MOVING.search(key[0])
        close = abs(before[key] - ours[key]) <= 1e-9 * max(abs(before[key]), abs(ours[key]))
        if key[0] == 'node_scrape_collector_success' and not close:
            different.append(f'success: {text(key)} theirs {before[key]}, ours {ours[key]}')
        elif still and not close:
            differs(key[0], f'value: {text(key)} theirs {before[key]}, ours {ours[key]}')
        else:
            same += 1
shared = {key[0] for key in before} & {key[0] for key in ours}
for name in sorted(shared & set(types)):
    if types[name] != our_types.get(name) and {types[name], our_types.get(name)} != {'untyped', 'unknown'}:
        differs(name, f'type: {name} theirs {types[name]}, ours {our_types.get(name)}')

    if helps.get(name) != our_helps.get(name):
        allowed.setdefault(('HELP differs by version', name), []).append(name)
        print(f"help: {name}\n  theirs {helps.get(name)}\n  ours   {our_helps.get(name)}")

for (why, name), whats in sorted(allowed.items()):
    print(f'allowed: {name}, {len(whats)} series: {why}')
for what in different:
    print(f'different: {what}')
print(f'{same} same, {sum(map(len, allowed.values()))} allowed (listed), {len(different)} different')
sys.exit(1 if different else 0)
PYTHON
