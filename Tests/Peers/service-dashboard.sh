#!/usr/bin/env bash
# The dashboard `service` on a real Prometheus and a real node_exporter: rate, errors and duration must be shown for each.
# Prints what the frames said; exit 1 where something is missing.
#
# RINGSIDE is the program; PROMETHEUS_PORT and EXPORTER_PORT the loopback ports to use (9191, 9192).
set -euo pipefail

: "${RINGSIDE:?the path of the ringside program}"
prometheus_port=${PROMETHEUS_PORT:-9191}
exporter_port=${EXPORTER_PORT:-9192}
folder=$(mktemp -d)
jobs=()
trap '[ ${#jobs[@]} = 0 ] || kill "${jobs[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT

for program in prometheus prometheus-node-exporter; do
  command -v "$program" >/dev/null || { echo "$program is not installed; apt-get install $program" >&2; exit 3; }
done

cat >"$folder/prometheus.yml" <<YAML
global: {scrape_interval: 1s}
scrape_configs:
  - job_name: self
    static_configs: [{targets: ["127.0.0.1:$prometheus_port"]}]
YAML
prometheus --config.file="$folder/prometheus.yml" --storage.tsdb.path="$folder/tsdb" \
  --web.listen-address="127.0.0.1:$prometheus_port" 2>"$folder/prometheus.log" &
jobs+=($!)
prometheus-node-exporter --web.listen-address="127.0.0.1:$exporter_port" 2>"$folder/exporter.log" &
jobs+=($!)
for port in "$prometheus_port" "$exporter_port"; do
  for _ in $(seq 100); do curl -sf "http://127.0.0.1:$port/metrics" -o "$folder/page" && break; sleep 0.1; done
done

# Requests that succeed, and some that fail, at both, until the end.
load() {
  while :; do
    for _ in 1 2 3 4 5 6 7 8; do
      curl -s "http://127.0.0.1:$prometheus_port/api/v1/query?query=up" -o /dev/null
      curl -s "http://127.0.0.1:$exporter_port/metrics" -o /dev/null
    done
    curl -s "http://127.0.0.1:$prometheus_port/api/v1/query?query=%28" -o /dev/null
    sleep 0.2
  done
}
load &
jobs+=($!)
sleep 2

failures=0

# Shows the dashboard for one endpoint, looked at twice, 5 s apart, so that rates are right.
show() {
  local port=$1
  shift
  "$RINGSIDE" snapshot --dashboard service --source "127.0.0.1:$port" --interval 5s --size 160x60 "$@"
}

# Looks for a number of a kind in the row of large numbers, and prints it.
expect() {
  local what=$1 pattern=$2 found
  found=$(head -n 14 "$folder/frame" | grep -Eo "$pattern" | head -n 1 || true)
  if [ -n "$found" ]; then
    echo "  $what: $found"
  else
    echo "  $what: missing; expected $pattern"
    failures=$((failures + 1))
  fi
}

judge() {
  local name=$1 port=$2
  shift 2
  show "$port" "$@" >"$folder/frame"
  echo "$name on 127.0.0.1:$port"
  expect rate '[0-9.]+k?/s( |│|$)'
  expect errors '[0-9.]+ %'
  expect duration '[0-9.]+ ?(µs|us|ms|s)( |│|$)'
  [ "$failures" = 0 ] || cat "$folder/frame"
}

judge prometheus "$prometheus_port" --var "errors=[45].."
judge node_exporter "$exporter_port"
[ "$failures" = 0 ]
