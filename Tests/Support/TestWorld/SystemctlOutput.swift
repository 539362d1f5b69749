/// What `systemctl show` of a machine prints, as the one sample that several rooms are tested with.
package enum SystemctlOutput {
  /// A service that runs, one that has failed, a timer, a socket and a unit that is only named by others.
  package static let sample = """
    Type=notify
    Result=success
    NRestarts=0
    ExecMainCode=0
    ExecMainStatus=0
    TasksCurrent=3
    TasksMax=4915
    Id=ssh.service
    LoadState=loaded
    ActiveState=active
    StateChangeTimestamp=Wed 2026-11-25 14:47:49 UTC
    ActiveEnterTimestamp=Wed 2026-11-25 14:47:49 UTC

    Type=simple
    Result=exit-code
    NRestarts=5
    ExecMainCode=1
    ExecMainStatus=203
    TasksCurrent=[not set]
    TasksMax=infinity
    Id=api.service
    LoadState=loaded
    ActiveState=failed
    StateChangeTimestamp=Thu 2024-02-29 23:59:59 UTC
    ActiveEnterTimestamp=

    LastTriggerUSec=Thu 1970-01-01 00:00:07 UTC
    Result=success
    Id=logrotate.timer
    LoadState=loaded
    ActiveState=inactive

    NAccepted=12
    NConnections=2
    NRefused=1
    Result=success
    Id=docker.socket
    LoadState=loaded
    ActiveState=active

    Id=gone.service
    LoadState=not-found
    ActiveState=inactive

    """
}
