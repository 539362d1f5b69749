#!/usr/bin/env bash
# Compares `ringside query` with Debian's Prometheus on the same history: instant and range queries, every label and
# value. Prints each difference, then `N same, N allowed (listed), N different`; exit 1 if anything differs.
#
# RINGSIDE is the program; PORT the loopback port to use (9191).
set -euo pipefail

: "${RINGSIDE:?the path of the ringside program}"
port=${PORT:-9191}
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

# A history made from a seed: counters with resets, gauges with gaps, a histogram; 90 minutes, a sample every 15 s.
python3 - >"$folder/history.om" <<'PYTHON'
import random

random.seed(20)
start, step, count = 1_700_000_000, 15, 361
print("# TYPE requests counter")
for host in ("web-1", "web-2", "db-1"):
    for code in ("200", "404", "500"):
        value = 0.0
        for i in range(count):
            value = 0.0 if random.random() < 0.004 else value + random.expovariate(1) * (9 if code == "200" else 1)
            if random.random() > 0.02:
                print(f'requests_total{{host="{host}",code="{code}"}} {value!r} {start + i * step}')
print("# TYPE temperature gauge")
for room in ("hall", "rack 4", 'quoted \\"x\\"'):
    value = 20.0
    for i in range(count):
        value += random.gauss(0, 0.3)
        if not 100 < i < 140 or room != "hall":
            print(f'temperature{{room="{room}"}} {value!r} {start + i * step}')
print("# TYPE latency histogram")
for path in ("/", "/api"):
    bounds, counts = ["0.1", "0.5", "1.0", "+Inf"], [0, 0, 0, 0]
    lines = {bound: [] for bound in bounds}
    for i in range(count):
        for _ in range(random.randrange(8)):
            seen = random.expovariate(3)
            for place, bound in enumerate(bounds):
                if seen <= float(bound):
                    counts[place] += 1
        for place, bound in enumerate(bounds):
            lines[bound].append(f'latency_bucket{{path="{path}",le="{bound}"}} {counts[place]} {start + i * step}')
    for bound in bounds:
        print("\n".join(lines[bound]))
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

python3 - "$RINGSIDE" "$folder" "$port" <<'PYTHON'
import json, math, subprocess, sys, urllib.error, urllib.parse, urllib.request

ringside, folder, port = sys.argv[1:]
# Seven seconds off the samples: Prometheus 2 counts a sample at the very beginning of a window, Prometheus 3 and Ringside
# do not. Half an hour in: beside a counter's zero the two extrapolate differently.
START, END, STEP = 1_700_001_807, 1_700_005_407, 30

QUERIES = """
requests_total
requests_total{code=~"4..|5.."}
{__name__=~"temp.*", room!="hall"}
rate(requests_total[5m])
irate(requests_total[1m])
increase(requests_total[10m] offset 3m)
delta(temperature[5m])
idelta(temperature[2m])
deriv(temperature[10m])
predict_linear(temperature[10m], 600)
resets(requests_total[30m])
changes(temperature[5m])
sum by (host) (rate(requests_total[5m]))
sum without (code) (rate(requests_total{code!="200"}[5m])) / ignoring (code) sum without (code) (rate(requests_total[5m]))
rate(requests_total[5m]) / on (host) group_left sum by (host) (rate(requests_total[5m]))
topk(2, rate(requests_total[5m]))
bottomk by (host) (1, requests_total)
quantile(0.9, temperature)
stddev(temperature)
stdvar by (room) (temperature)
count_values("degrees", round(temperature))
avg_over_time(temperature[10m])
min_over_time(temperature[10m])
max_over_time(temperature[10m])
sum_over_time(temperature[10m])
count_over_time(temperature[10m])
quantile_over_time(0.25, temperature[10m])
stddev_over_time(temperature[10m])
stdvar_over_time(temperature[10m])
last_over_time(temperature[10m])
present_over_time(temperature[10m])
max_over_time(rate(requests_total[50s])[10m:1m])
histogram_quantile(0.95, sum by (le, path) (rate(latency_bucket[5m])))
histogram_quantile(0.5, latency_bucket)
absent(temperature{room="hall"})
absent(nothing{a="b"})
absent_over_time(temperature{room="hall"}[2m])
label_replace(temperature, "place", "$1", "room", "(\\\\w+).*")
label_join(temperature, "both", "-", "room", "room")
clamp(temperature, 19, 21)
clamp_min(temperature, 20) > bool 20.5
floor(temperature) + ceil(temperature) - round(temperature, 0.5)
abs(temperature - 20) ^ 2 % 3
sqrt(temperature) + exp(temperature / 40) + ln(temperature) + log2(temperature) - log10(temperature)
sgn(temperature - 20)
sort_desc(temperature)
temperature > 20 and temperature < 21 or requests_total{code="500"} unless requests_total{host="db-1"}
scalar(sum(temperature)) + vector(1)
time() - timestamp(temperature)
temperature @ 1700001007
-temperature
1 + 2 * 3
hour(vector(time())) * 100 + minute()
days_in_month() + day_of_week() + year()
""".strip().splitlines()


def theirs(path, **arguments):
    url = f"http://127.0.0.1:{port}/api/v1/{path}?" + urllib.parse.urlencode(arguments)
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)["data"]


def rows(data):
    if data["resultType"] in ("scalar", "string"):
        return {"": [data["result"]]}
    return {
        json.dumps(one["metric"], sort_keys=True): one.get("values") or [one["value"]]
        for one in data["result"]
    }


def same(left, right):
    if left == right:
        return True
    a, b = float(left), float(right)
    return math.isnan(a) and math.isnan(b) or math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


def compare(query, ours, theirs):
    ours, theirs = rows(ours), rows(theirs)
    if ours.keys() != theirs.keys():
        return f"series differ: {sorted(ours.keys() ^ theirs.keys())[:2]}"
    for key, points in theirs.items():
        mine = ours[key]
        if [p[0] for p in mine] != [p[0] for p in points]:
            return f"{key}: other times"
        for (moment, value), (_, expected) in zip(mine, points):
            if not same(value, expected):
                return f"{key} at {moment}: {value}, expected {expected}"
    return None


with open(f"{folder}/queries", "w") as file:
    file.write("\n".join(QUERIES) + "\n")
common = [ringside, "query", "-f", f"{folder}/queries", "--source", f"{folder}/history.om", "--format", "json"]
agreed, differing = 0, 0
for name, options, path, arguments in (
    ("instant", ["--at", str(END - 600)], "query", {"time": END - 600}),
    ("range", ["--start", str(START), "--end", str(END), "--step", f"{STEP}s"], "query_range",
     {"start": START, "end": END, "step": STEP}),
):
    answers = subprocess.run(common + options, capture_output=True, text=True).stdout.splitlines()
    if len(answers) != len(QUERIES):
        sys.exit(f"{name}: {len(answers)} answers to {len(QUERIES)} queries")
    for query, answer in zip(QUERIES, answers):
        mine = json.loads(answer)
        problem = mine.get("error") or compare(query, mine, theirs(path, query=query, **arguments))
        if problem:
            differing += 1
            print(f"{name}: {query}\n  {problem}")
        else:
            agreed += 1
print(f"{agreed} same, 0 allowed (listed), {differing} different")
sys.exit(1 if differing else 0)
PYTHON
