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
# Shows the dashboard for one endpoint and looks for panels, each with a number that is not "no data".
show() {
  local port=$1 size=120x72
  shift
  "$RINGSIDE" snapshot --dashboard service --source "127.0.0.1:$port" --interval 3s --size "$size" "$@"
}

expect() {
  local frame=$1 what=$2 pattern=$3
  if grep -Eq "$pattern" <<<"$frame"; then
    echo "  $what: $(grep -Eo "$pattern" <<<"$frame" | head -1)"
  else
    echo "  $what: missing (expected $pattern)"
    failures=$((failures + 1))
  fi
}
