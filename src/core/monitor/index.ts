export {
  type LatencyPhase,
  latencyPhases,
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
