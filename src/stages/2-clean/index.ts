export type { Bounds } from "./check-sql.ts";
export { type Cleaned, type CleanInput, clean } from "./clean.ts";
export { type CleanEventOptions, type CleanedEvent, cleanEvent } from "./clean-event.ts";
export { columnsRead, type RuleOutcome } from "./rule-outcome.ts";
