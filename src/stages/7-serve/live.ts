/** What a server holds of this stage, without an engine: the model in its threads, and the live core. */
export * from "./inference/index.ts";
export * from "./live/index.ts";
export { type RawRow, type RejectedRow, type RowFault, readRow } from "./parse-rows.ts";
