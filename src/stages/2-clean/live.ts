/** What a live event needs of this stage, without an engine: a server loads no more of it. */
export { type CleanEventOptions, type CleanedEvent, cleanEvent } from "./clean-event.ts";
export { columnsRead, type RuleOutcome } from "./rule-outcome.ts";
