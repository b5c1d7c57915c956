export { type DriftOfFile, type DriftOfFileInput, driftOfFile } from "./drift-of-file.ts";
export { driftOfProfiles } from "./drift-of-profiles.ts";
export { type DriftReadingsInput, driftReadings } from "./drift-readings.ts";
export type {
  DriftFigures,
  DriftReport,
  DriftReportOptions,
  JudgedSignal,
  SubjectDrift,
} from "./drift-report.ts";
export type { ValueCounts } from "./value-counts.ts";
