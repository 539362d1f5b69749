internal import Metrics

/// How grave it is at every point what holds work up beside saturation; 1 and more counts.
extension SaturationScores {
  /// A tenth of the processors' time is given to others.
  var stolen: [Double] {
    guard let cores = vitals.cores, cores > 0, let steal = vitals.modes["steal"] else {
      return none
    }
    return vitals.steady(steal).values.map { $0 / cores / 0.1 }
  }

  /// Tasks wait for disks, always in the last ten seconds, while processors are idle and no disk is at work.
  var blocked: [Double] {
    let presence = vitals.steady(Course(vitals.blocked.values.map { $0 >= 1 ? 1 : $0 * 0 }))
    let idle = idleness
    return presence.values.indices.map { index in
      // Less than ten seconds of history cannot show that anything lasts.
      index >= vitals.steadyPoints && idle[index] ? presence.values[index] / 0.9 : 0
    }
  }

  /// Processes that were in state D whenever one looked, on the coarse grid.
  var stuck: [Double] {
    var scores = vitals.stuckCounts.values.map { $0 >= 1 ? 1.0 : 0 }
    guard !scores.isEmpty else { return scores }
    scores[scores.count - 1] = vitals.stuck.isEmpty || idleness.last != true ? 0 : 1
    return scores
  }

  /// Whether processors, memory and disks have nothing to do with the waiting.
  private var idleness: [Bool] {
    let demand = demand
    let memory = memory
    let disks = vitals.disks.map { vitals.steady($0.busy) }
    return demand.values.indices.map { index in
      let busy = demand.values[index] / max(vitals.cores ?? 1, 1)
      return busy < 0.8 && !(memory[index] >= 1)
        && !disks.contains { $0.values[index] >= 0.5 }
    }
  }

  /// A hundredth of an interface's packets, and at least ten a second.
  func losses(_ interface: Vitals.Interface) -> [Double] {
    let lost = Course.sum(
      [vitals.steady(interface.drops), vitals.steady(interface.errors)], count: vitals.count)
    let packets = vitals.steady(interface.packets)
    return lost.values.indices.map { index in
      guard lost.values[index] >= 10, packets.values[index] >= 0 else { return 0 }
      return lost.values[index] / (packets.values[index] + lost.values[index]) / 0.01
    }
  }

  /// A twentieth of the TCP segments, and at least twenty sent a second, on the coarse grid.
  var sentAgain: [Double] {
    zip(vitals.segmentsSent.values, vitals.segmentsSentAgain.values).map { sent, again in
      sent >= 20 ? again / sent / 0.05 : 0
    }
  }

  /// A quarter of a control group's periods.
  func throttled(_ course: Course) -> [Double] { course.values.map { $0 / 0.25 } }

  /// All but a twentieth of what may be used.
  func share(_ course: Course) -> [Double] { course.values.map { $0 / 0.95 } }
}
