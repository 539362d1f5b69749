internal import ProcFS

/// What is written of systemd, under node_exporter's names where it has one.
extension SystemdCollector {
  /// The states that node_exporter knows, in its order.
  static let states: [SystemdUnit.State] = [
    .active, .activating, .deactivating, .inactive, .failed,
  ]

  static let state = Family.gauge("node_systemd_unit_state", "Systemd unit")
  static let start = Family.gauge(
    "node_systemd_unit_start_time_seconds",
    "Start time of the unit since unix epoch in seconds.")
  static let restarts = Family.counter(
    "node_systemd_service_restart_total", "Service unit count of Restart triggers")
  static let trigger = Family.gauge(
    "node_systemd_timer_last_trigger_seconds",
    "Seconds since epoch of last trigger.")
  static let version = Family.gauge("node_systemd_version", "Detected systemd version")
  static let virtualization = Family.gauge(
    "node_systemd_virtualization_info", "Detected virtualization technology")
  static let running = Family.gauge(
    "node_systemd_system_running",
    "Whether the system is operational (see 'systemctl is-system-running')")
  static let units = Family.gauge(
    "node_systemd_units", "Summary of systemd unit states")
  static let tasks = Family.gauge(
    "node_systemd_unit_tasks_current", "Current number of tasks per Systemd unit")
  static let tasksLimit = Family.gauge(
    "node_systemd_unit_tasks_max", "Maximum number of tasks per Systemd unit")
  static let accepted = Family.counter(
    "node_systemd_socket_accepted_connections_total",
    "Total number of accepted socket connections")
  static let connections = Family.gauge(
    "node_systemd_socket_current_connections", "Current number of socket connections")
  static let refused = Family.gauge(
    "node_systemd_socket_refused_connections_total",
    "Total number of refused socket connections")
  static let failure = Family.gauge(
    "ringside_systemd_unit_failure_time_seconds",
    "When a unit that has failed did so, in Unix seconds, and systemd's word for why.")
  static let exitStatus = Family.gauge(
    "ringside_systemd_service_exit_status",
    "The status with which the main process of a service that has failed ended.")
  static let exitSignal = Family.gauge(
    "ringside_systemd_service_exit_signal",
    "The signal that ended the main process of a service that has failed.")
}
