#!/usr/bin/env bash
# The dashboard `service` on a real Prometheus and a real node_exporter: rate, errors and duration must be shown for each,
# and be what a Prometheus that scrapes both answers to the same questions. Prints what the frames said beside what
# Prometheus said; exit 1 where something is missing or differs by more than a factor (two views, two moments).
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
  - job_name: exporter
    static_configs: [{targets: ["127.0.0.1:$exporter_port"]}]
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
sleep 8

failures=0

# What Prometheus answers to a question: one number.
oracle() {
  curl -sG "http://127.0.0.1:$prometheus_port/api/v1/query" --data-urlencode "query=$1" |
    grep -Eo '"value":\[[^]]*\]' | head -n 1 | grep -Eo '"[^"]*"\]$' | tr -d '"]'
}

# Opens a panel of the dashboard for one endpoint, looked at twice, 5 s apart, so that rates are right, and prints its
# value as the table below the panel says it.
panel() {
  local port=$1 keys=$2
  shift 2
  "$RINGSIDE" snapshot --dashboard service --source "127.0.0.1:$port" --interval 5s --size 160x60 --keys "$keys" "$@" \
    >"$folder/frame"
  sed -n '/ SERIES .*NOW/{n;p;}' "$folder/frame" | awk '{ if (NF > 1) print $(NF-1), $NF }' |
    grep -Eo '[0-9.]+k?( ?%|/s| ?(ns|µs|ms|s|min))' || true
}

# The plain number of a text such as `12 %`, `1.2k/s` or `3.4 ms`.
plain() {
  awk -v text="$1" 'BEGIN {
    value = text + 0
    if (text ~ /k\/s$/) value *= 1000
    if (text ~ /%$/) value /= 100
    if (text ~ / ns$/) value /= 1e9
    if (text ~ /µs$/) value /= 1e6
    if (text ~ /ms$/) value /= 1e3
    print value
  }'
}

# Compares what a frame says with what Prometheus says, to a factor; without a factor to 0.
expect() {
  local what=$1 shown=$2 told=$3 factor=$4
  if [ -z "$shown" ]; then
    echo "  $what: missing"
    failures=$((failures + 1))
    cat "$folder/frame"
  elif ! awk -v a="$(plain "$shown")" -v b="$told" -v f="$factor" \
    'BEGIN { exit !(f == 0 ? a == 0 && b == 0 : a > 0 && b > 0 && a <= b * f && b <= a * f) }'; then
    echo "  $what: $shown; Prometheus says $told"
    failures=$((failures + 1))
    cat "$folder/frame"
  else
    echo "  $what: $shown (Prometheus: $(printf %.4g "$told"))"
  fi
}

echo "prometheus on 127.0.0.1:$prometheus_port"
all='prometheus_http_requests_total'
took='prometheus_http_request_duration_seconds'
shown=$(panel "$prometheus_port" "Enter" --var "errors=[45]..")
expect rate "$shown" "$(oracle "sum(rate($all[6s]))")" 1.5
shown=$(panel "$prometheus_port" "Tab Enter" --var "errors=[45]..")
expect errors "$shown" "$(oracle "sum(rate($all{code=~\"[45]..\"}[6s])) / sum(rate($all[6s]))")" 1.5
shown=$(panel "$prometheus_port" "Tab Tab Enter" --var "errors=[45]..")
expect duration "$shown" "$(oracle "sum(rate(${took}_sum[6s])) / sum(rate(${took}_count[6s]))")" 3

echo "node_exporter on 127.0.0.1:$exporter_port"
all='promhttp_metric_handler_requests_total'
shown=$(panel "$exporter_port" "Enter")
expect rate "$shown" "$(oracle "sum(rate($all{job=\"exporter\"}[6s]))")" 1.5
# None of its requests fails; what it does not measure itself is how long a scrape of it takes.
shown=$(panel "$exporter_port" "Tab Enter")
expect errors "$shown" "$(oracle "sum(rate($all{job=\"exporter\",code=~\"5..\"}[6s]))")" 0
shown=$(panel "$exporter_port" "Tab Tab Enter")
expect duration "$shown" "$(oracle "avg_over_time(scrape_duration_seconds{job=\"exporter\"}[6s])")" 5
[ "$failures" = 0 ]
