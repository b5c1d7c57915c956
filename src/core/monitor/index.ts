export { acknowledge } from "./acknowledge.ts";
export {
  type Acknowledgement,
  type AlertChange,
  type AlertEntry,
  type AlertPhase,
  type AlertState,
  alertChanges,
  alertPhases,
  untouched,
} from "./alert-state.ts";
export { type Judged, type JudgeInput, type Judgement, judge } from "./judge.ts";
export {
  type Monitor,
  type MonitorKind,
  type MonitorOf,
  type MonitorRow,
  monitorKinds,
  monitorTable,
  type Severity,
  severities,
} from "./monitor.ts";
export type { Reading } from "./reading.ts";
export { type Condition, type Verdict, verdictOf, whyNoData } from "./verdict.ts";
