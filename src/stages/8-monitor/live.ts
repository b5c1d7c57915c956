/** What is read of profiles and labels that are kept, without an engine: what makes views for pages loads no more of this stage. */
export { driftOfProfiles } from "./drift/drift-of-profiles.ts";
export type { DriftReport, DriftReportOptions, SubjectDrift } from "./drift/drift-report.ts";
export { heldLabel } from "./quality/held-label.ts";
export { readWindow } from "./roll-up/read-window.ts";
export { readWindows } from "./roll-up/read-windows.ts";
export {
  type LatencySummary,
  type QualitySummary,
  type RequestSummary,
  summariseLatency,
  summariseQuality,
  summariseRequests,
} from "./status/summarise-window.ts";
