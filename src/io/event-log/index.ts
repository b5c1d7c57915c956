export { findKeyProblem } from "./check-entries.ts";
export type {
  Appended,
  AppendOptions,
  EventEntry,
  EventLog,
  Fact,
  FeedbackEntry,
  FeedbackOutcome,
  History,
  Key,
  LabelFact,
  LogEntry,
  Logged,
  LogRead,
  PredictionEntry,
  ReadOptions,
  Snapshot,
} from "./event-log.ts";
export { openEventLog } from "./open-event-log.ts";
