export { type DryAlert, type DryRun, type DryRunInput, dryRun, type WatchedHistory } from "./dry-run.ts";
export type { ComparedVersion } from "./history-windows.ts";
