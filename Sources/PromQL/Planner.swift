internal import Metrics
internal import PromQLSyntax
struct Planner {
  let session: Session
  func plan(_ e: Expression) throws(EvaluationError) -> Node { .number(1) }
}
extension Expression { var isIncremental: Bool { true } }
