export { type DryAlert, type DryRun, type DryRunInput, dryRun, type WatchedHistory } from "./dry-run.ts";
