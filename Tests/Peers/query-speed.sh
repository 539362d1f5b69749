#!/usr/bin/env bash
# Compares what queries cost with Prometheus, and with VictoriaMetrics where it is installed: 10,000 series of six hours
# at 15 s, the last hour at 15 s and all of it at 60 s. Of the servers it is the CPU of answering over HTTP, of Ringside
# the CPU of evaluation on a loaded ring; each the median of ROUNDS turns taken one after the other. Every answer must
# be Prometheus's within 1e-9 relative. Exit 1 if one is not, or if a query costs more than half of Prometheus's.
#
# BENCH is the program ringside-bench; PORT and the one after it are the loopback ports to use (9193); the queries lie in
# RINGSIDE_SUITES or ../shared/suites, the generator in RINGSIDE_TOOLS or ../shared/tools; WORK keeps the data (4 GB).
set -euo pipefail

port=${PORT:-9193}
suites=${RINGSIDE_SUITES:-../shared/suites}
tools=${RINGSIDE_TOOLS:-$suites/../tools}
if [ -z "${BENCH:-}" ]; then
  echo "BENCH names no program; expected ringside-bench, built with -c release"
  exit 0
fi
if [ ! -e "$suites/query/queries.txt" ] || [ ! -e "$tools/gen_openmetrics.py" ]; then
  echo "$suites, $tools: expected query/queries.txt and gen_openmetrics.py (RINGSIDE_SUITES and RINGSIDE_TOOLS name others)"
  exit 0
fi
if ! command -v promtool >/dev/null; then
  echo "no 'promtool' on the PATH; expected Debian's package prometheus"
  exit 0
fi
folder=$(mktemp -d)
work=${WORK:-$folder}
servers=()
trap 'kill "${servers[@]}" 2>/dev/null || true; rm -rf "$folder"' EXIT

mkdir -p "$work"
if [ ! -e "$work/data.om" ]; then
  python3 "$tools/gen_openmetrics.py" backfill --hosts 10 --series 1000 --hours 6 --step 15 \
    --openmetrics "$work/data.om" --prometheus "$work/data.prom" >&2
fi
[ -e "$work/prometheus" ] || promtool tsdb create-blocks-from openmetrics "$work/data.om" "$work/prometheus" >/dev/null

# URL NAME: waits until a server answers.
await() {
  for _ in $(seq 300); do
    curl -sf "$1" >/dev/null && return
    sleep 0.1
  done
  echo "$2 does not answer" >&2
  exit 3
}

echo 'scrape_configs: []' >"$folder/prometheus.yml"
prometheus --config.file="$folder/prometheus.yml" --storage.tsdb.path="$work/prometheus" \
  --storage.tsdb.retention.time=100y --web.listen-address="127.0.0.1:$port" 2>"$folder/log" &
servers+=($!)
await "http://127.0.0.1:$port/-/ready" prometheus
if command -v victoria-metrics >/dev/null; then
  isNew=$([ -e "$work/victoria" ] || echo yes)
  victoria-metrics -storageDataPath="$work/victoria" -retentionPeriod=100y \
    -httpListenAddr="127.0.0.1:$((port + 1))" 2>"$folder/victoria.log" &
  servers+=($!)
  await "http://127.0.0.1:$((port + 1))/health" victoria-metrics
  if [ -n "$isNew" ]; then
    curl -sSf -X POST -T "$work/data.prom" "http://127.0.0.1:$((port + 1))/api/v1/import/prometheus"
    curl -sSf "http://127.0.0.1:$((port + 1))/internal/force_flush"
  fi
fi

mkdir "$folder/answers"
python3 - "$BENCH" "$work/data.om" "$folder/answers" "$suites/query/queries.txt" "$port" "${ROUNDS:-3}" "${servers[@]}" <<'PYTHON'
import glob, http.client, json, math, statistics, subprocess, sys, urllib.parse

bench, data, answers, path, port, rounds, *servers = sys.argv[1:]
queries = dict(line.rstrip("\n").split("\t", 1) for line in open(path) if "\t" in line and line[0] != "#")
SHAPES = {"1h@15s": (3600, 15), "6h@60s": (6 * 3600, 60)}
# A second after the newest sample: at the very beginning of a window only Prometheus 2 counts a sample.
END = 1_699_999_200 + 6 * 3600 - 15 + 1


def cpu(process):
    """Milliseconds of a process's own clock."""
    tasks = [open(file).read().split()[0] for file in glob.glob(f"/proc/{process}/task/*/schedstat")]
    return sum(map(int, tasks)) / 1e6


def ask(connection, query, shape, **parameters):
    length, step = SHAPES[shape]
    fields = {"query": query, "start": END - length + step, "end": END, "step": step, **parameters}
    connection.request("GET", "/api/v1/query_range?" + urllib.parse.urlencode(fields))
    return connection.getresponse().read()


def served(place, **parameters):
    """The CPU of a server in milliseconds by query and shape: the median of five, after two that warm it."""
    connection = http.client.HTTPConnection(f"127.0.0.1:{int(port) + place}")
    result = {}
    for name, query in queries.items():
        for shape in SHAPES:
            times = []
            for _ in range(7):
                before = cpu(servers[place])
                ask(connection, query, shape, **parameters)
                times.append(cpu(servers[place]) - before)
            result[name, shape] = statistics.median(times[2:])
    return result


def evaluated():
    command = [bench, "query", "--source", data, "--queries", path, "--answers", answers]
    result = {}
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        row, rest = line.split(": ", 1)
        _, name, *shape = row.split(".")
        if len(shape) == 2 and name in queries:
            number, unit = rest.split("/")[0].split()
            result[name, shape[0]] = float(number) * {"s": 1e3, "ms": 1, "µs": 1e-3, "ns": 1e-6}[unit]
        elif name == "load":
            print(line, file=sys.stderr)
    return result


def same(left, right):
    a, b = float(left), float(right)
    return math.isnan(a) and math.isnan(b) or math.isclose(a, b, rel_tol=1e-9, abs_tol=0)


def difference(mine, theirs):
    key = lambda row: json.dumps(row["metric"], sort_keys=True)
    mine, theirs = sorted(mine, key=key), sorted(theirs, key=key)
    if list(map(key, mine)) != list(map(key, theirs)):
        return f"{len(mine)} series, expected {len(theirs)}"
    for one, other in zip(mine, theirs):
        if [point[0] for point in one["values"]] != [point[0] for point in other["values"]]:
            return f"{key(one)}: {len(one['values'])} points, expected {len(other['values'])}"
        for (moment, value), (_, expected) in zip(one["values"], other["values"]):
            if not same(value, expected):
                return f"{key(one)} at {moment}: {value}, expected {expected}"
    return None


columns = {"Ringside": [], "Prometheus": [], "VictoriaMetrics": []}
for turn in range(int(rounds)):
    columns["Prometheus"].append(served(0))
    columns["Ringside"].append(evaluated())
    if len(servers) > 1:
        columns["VictoriaMetrics"].append(served(1, nocache=1))
median = {
    name: {key: statistics.median(turn[key] for turn in turns) for key in turns[0]} if turns else {}
    for name, turns in columns.items()
}
failures = 0
connection = http.client.HTTPConnection(f"127.0.0.1:{port}")
for shape in SHAPES:
    print(f"\n| CPU ms, {shape} | Ringside | Prometheus | ratio | VictoriaMetrics | ratio | points | answer |")
    print("|---|---|---|---|---|---|---|---|")
    for name, query in queries.items():
        theirs = json.loads(ask(connection, query, shape))["data"]["result"]
        problem = difference(json.load(open(f"{answers}/{name}.{shape}.json")), theirs)
        mine, peer = median["Ringside"][name, shape], median["Prometheus"][name, shape]
        other = median["VictoriaMetrics"].get((name, shape))
        failures += bool(problem) + (mine > peer / 2)
        print(
            f"| {name} | {mine:.2f} | {peer:.2f} | {mine / peer:.2f} | "
            + (f"{other:.2f} | {mine / other:.2f}" if other else "– | –")
            + f" | {sum(len(row['values']) for row in theirs)} | {problem or 'same'} |")
    sums = [sum(v for (_, s), v in median[name].items() if s == shape) for name in columns]
    print(f"| **sum** | {sums[0]:.1f} | {sums[1]:.1f} | {sums[0] / sums[1]:.2f} | "
          + (f"{sums[2]:.1f} | {sums[0] / sums[2]:.2f}" if sums[2] else "– | –") + " | | |")
print(f"\n{failures} answers that differ or queries above half of Prometheus's CPU")
sys.exit(1 if failures else 0)
PYTHON
