#!/usr/bin/env bash
# Compares `ringside query --format json` with Debian's Prometheus: the benchmark's queries and those of the compliance
# tester, as range and as instant queries, within 1e-9 relative, label sets and order included. Prints each difference,
# then `N same, N allowed (listed), N different`; exit 1 if anything differs that is not allowed.
#
# RINGSIDE is the program; PORT the loopback port to use (9192); the queries lie in RINGSIDE_SUITES or ../shared/suites.
set -euo pipefail

: "${RINGSIDE:?the path of the ringside program}"
port=${PORT:-9192}
suites=${RINGSIDE_SUITES:-../shared/suites}
if [ ! -e "$suites/query/queries.txt" ] || [ ! -d "$suites/compliance/promql" ]; then
  echo "$suites: no queries here; expected query/queries.txt and compliance/promql (RINGSIDE_SUITES names another folder)"
  exit 0
fi
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT

if ! command -v promtool >/dev/null; then
  root=
  [ "$(id -u)" = 0 ] || root=sudo
  echo "installing prometheus with apt" >&2
  $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q prometheus >&2
  $root systemctl disable --now prometheus >/dev/null 2>&1 || true
fi

# An hour and a half from a seed: the demo service of the compliance tester and a few hosts, with the names that the
# queries use. Some counters start again; some gauges have gaps.
python3 - >"$folder/history.om" <<'PYTHON'
import random

random.seed(42)
START, SECONDS = 1_700_000_000, 5_400
RESET, GAP = 0.001, 0.01


def labelled(name, labels):
    return name + "{" + ",".join(f'{key}="{value}"' for key, value in labels.items()) + "}"


def counter(name, labels, step, rate):
    value = random.uniform(0, 1000)
    for moment in range(START, START + SECONDS + 1, step):
        value = 0.0 if random.random() < RESET else value + random.expovariate(1 / (rate * step))
        if random.random() > GAP:
            print(labelled(name, labels), repr(value), moment)


def gauge(name, labels, step, level, drift, present=1 - GAP):
    value = level
    for moment in range(START, START + SECONDS + 1, step):
        value += random.gauss(0, drift)
        if random.random() < present:
            print(labelled(name, labels), repr(value), moment)


def histogram(name, label_sets, step, bounds, rate):
    for labels in label_sets:
        counts, lines = [0] * (len(bounds) + 1), {bound: [] for bound in bounds + ["+Inf"]}
        for moment in range(START, START + SECONDS + 1, step):
            for _ in range(random.randrange(rate)):
                seen = random.expovariate(4)
                for place, bound in enumerate(bounds + ["+Inf"]):
                    counts[place] += seen <= float(bound)
            for place, bound in enumerate(bounds + ["+Inf"]):
                lines[bound].append(f'{labelled(name + "_bucket", {**labels, "le": bound})} {counts[place]} {moment}')
            lines["+Inf"].append(f'{labelled(name + "_sum", labels)} {counts[-1] / 4} {moment}')
            lines["+Inf"].append(f'{labelled(name + "_count", labels)} {counts[-1]} {moment}')
        for bound in lines:
            print("\n".join(sorted(lines[bound], key=lambda line: line.split(" ")[0])))


demos = [{"instance": f"demo.promlabs.com:{port}", "job": "demo"} for port in (10000, 10001, 10002)]
hosts = [{"instance": f"host{host:02}:9100", "job": "node"} for host in (0, 3, 7)]
print("# TYPE demo_memory_usage_bytes gauge")
for place, demo in enumerate(demos):
    for type_ in ("buffers", "cached", "free", "used"):
        gauge("demo_memory_usage_bytes", {**demo, "type": type_}, 5, 1e9 * (place + 1), 1e7)
print("# TYPE demo_num_cpus gauge")
for demo in demos:
    gauge("demo_num_cpus", demo, 5, 4, 0)
print("# TYPE demo_disk_usage_bytes gauge")
for demo in demos:
    gauge("demo_disk_usage_bytes", demo, 5, 5e10, 1e8)
print("# TYPE demo_batch_last_success_timestamp_seconds gauge")
for demo in demos:
    gauge("demo_batch_last_success_timestamp_seconds", demo, 5, START, 90)
print("# TYPE demo_intermittent_metric gauge")
for demo in demos:
    gauge("demo_intermittent_metric", demo, 5, 1, 0.1, present=0.02)
print("# TYPE demo_cpu_usage_seconds counter")
for demo in demos:
    for mode in ("idle", "system", "user"):
        counter("demo_cpu_usage_seconds_total", {**demo, "mode": mode}, 5, 0.8)
print("# TYPE demo_api_request_duration_seconds histogram")
paths = [{**demo, "method": "GET", "path": path, "status": "200"} for demo in demos for path in ("/api/bar", "/api/foo")]
histogram("demo_api_request_duration_seconds", paths, 5, ["0.0001", "0.05", "0.1", "0.25", "0.5", "1.0"], 6)
print("# TYPE node_cpu_seconds counter")
for host in hosts:
    for cpu in "01":
        for mode in ("idle", "iowait", "system", "user"):
            counter("node_cpu_seconds_total", {**host, "cpu": cpu, "mode": mode}, 15, 0.3)
print("# TYPE http_request_duration_seconds histogram")
handlers = [{**host, "handler": handler} for host in hosts for handler in ("/", "/api", "/login")]
histogram("http_request_duration_seconds", handlers, 15, ["0.05", "0.1", "0.25", "0.5", "1.0", "2.5"], 9)
print("# TYPE node_network_receive_bytes counter")
for host in hosts:
    for device in ("eth0", "eth1", "lo"):
        counter("node_network_receive_bytes_total", {**host, "device": device}, 15, 5e5)
print("# TYPE http_requests counter")
for host in hosts:
    for handler in ("/", "/api"):
        for code in ("200", "404", "500", "503"):
            counter("http_requests_total", {**host, "handler": handler, "code": code}, 15, 3)
for name, level in (("node_filesystem_avail_bytes", 2e9), ("node_filesystem_size_bytes", 8e10)):
    print("# TYPE", name, "gauge")
    for host in hosts:
        for fstype, mountpoint in (("ext4", "/"), ("xfs", "/home"), ("ext4", "/boot"), ("tmpfs", "/run")):
            gauge(name, {**host, "fstype": fstype, "mountpoint": mountpoint}, 15, level, level / 100)
print("# EOF")
PYTHON

promtool tsdb create-blocks-from openmetrics "$folder/history.om" "$folder/data" >/dev/null
echo 'scrape_configs: []' >"$folder/prometheus.yml"
prometheus --config.file="$folder/prometheus.yml" --storage.tsdb.path="$folder/data" \
  --storage.tsdb.retention.time=100y --web.listen-address="127.0.0.1:$port" 2>"$folder/log" &
server=$!
for _ in $(seq 100); do
  curl -sf "http://127.0.0.1:$port/-/ready" >/dev/null && break
  kill -0 "$server" 2>/dev/null || { cat "$folder/log" >&2; exit 3; }
  sleep 0.1
done

python3 - "$RINGSIDE" "$folder" "$port" "$suites" <<'PYTHON'
import json, math, re, subprocess, sys, urllib.error, urllib.parse, urllib.request

ringside, folder, port, suites = sys.argv[1:]
# Just after samples: Prometheus 2 counts a sample at the very beginning of a window, Prometheus 3 and Ringside do not.
START, END, STEP = 1_700_001_805.4, 1_700_005_105.4, 10

# What Prometheus 2.42 answers otherwise than Prometheus 3, whose language Ringside speaks: a pattern of the query, and
# of what is different, with the reason.
ALLOWED = [
    (r'"~invalid"', r"invalid .*label name|mine succeeds", "since 3.0 any UTF-8 is a name of a label"),
    (r"\[2m:10s\]", r" at [\d.]+: ",
     "since 3.0 windows are open on the left, and the steps of this subquery lie on samples"),
]


def theirs(path, **arguments):
    url = f"http://127.0.0.1:{port}/api/v1/{path}?" + urllib.parse.urlencode(arguments)
    try:
        with urllib.request.urlopen(url) as answer:
            return json.load(answer)["data"]
    except urllib.error.HTTPError as error:
        return {"error": json.load(error)["error"]}


def rows(data):
    if data["resultType"] in ("scalar", "string"):
        return [("", [data["result"]])]
    return [
        (json.dumps(one["metric"], sort_keys=True), one.get("values") or [one["value"]])
        for one in data["result"]
    ]


def same(left, right):
    if left == right:
        return True
    a, b = float(left), float(right)
    return math.isnan(a) and math.isnan(b) or math.isclose(a, b, rel_tol=1e-9, abs_tol=0)


def compare(query, mine, peer):
    if "error" in peer:
        return None if "error" in mine else f"mine succeeds, theirs says: {peer['error']}"
    if "error" in mine:
        return f"mine says: {mine['error']}"
    if mine["resultType"] != peer["resultType"]:
        return f"{mine['resultType']}, expected {peer['resultType']}"
    ours, others = rows(mine), rows(peer)
    isOrdered = peer["resultType"] == "matrix" or re.match(r"(sort|topk|bottomk) ?(_desc)? ?\(", query)
    if not isOrdered:
        ours, others = sorted(ours, key=lambda row: row[0]), sorted(others, key=lambda row: row[0])
    keys, wanted = [key for key, _ in ours], [key for key, _ in others]
    if keys != wanted:
        extra = sorted(set(keys) ^ set(wanted))[:2]
        return f"series differ: {extra}" if extra else f"order differs: {keys[:3]}, expected {wanted[:3]}"
    for (key, mine), (_, points) in zip(ours, others):
        if [point[0] for point in mine] != [point[0] for point in points]:
            odd = sorted({point[0] for point in mine} ^ {point[0] for point in points})
            return f"{key}: {len(mine)} points, expected {len(points)}, the first apart at {odd[:1]}"
        for (moment, value), (_, expected) in zip(mine, points):
            if not same(value, expected):
                return f"{key} at {moment}: {value}, expected {expected}"
    return None


queries = [line.split("\t")[1].strip() for line in open(f"{suites}/query/queries.txt") if "\t" in line and line[0] != "#"]
compliance = json.load(open(f"{suites}/compliance/promql/expanded-queries.json"))
queries += [one["query"] for one in compliance]
with open(f"{folder}/queries", "w") as file:
    file.write("\n".join(queries) + "\n")
common = [ringside, "query", "-f", f"{folder}/queries", "--source", f"{folder}/history.om", "--format", "json"]
agreed, allowed, differing = 0, 0, 0
for name, options, path, arguments in (
    ("instant", ["--at", str(END - 600)], "query", {"time": END - 600}),
    ("range", ["--start", str(START), "--end", str(END), "--step", f"{STEP}s"], "query_range",
     {"start": START, "end": END, "step": STEP}),
):
    answers = subprocess.run(common + options, capture_output=True, text=True).stdout.splitlines()
    if len(answers) != len(queries):
        sys.exit(f"{name}: {len(answers)} answers to {len(queries)} queries")
    for query, answer in zip(queries, answers):
        problem = compare(query, json.loads(answer), theirs(path, query=query, **arguments))
        reason = next((why for expression, difference, why in ALLOWED
                       if problem and re.search(expression, query) and re.search(difference, problem)), None)
        if not problem:
            agreed += 1
        elif reason:
            allowed += 1
            print(f"{name}, allowed: {query}\n  {reason}")
        else:
            differing += 1
            print(f"{name}: {query}\n  {problem}")
print(f"{agreed} same, {allowed} allowed (listed), {differing} different")
sys.exit(1 if differing else 0)
PYTHON
