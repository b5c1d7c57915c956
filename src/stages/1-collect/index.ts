export { type Collected, type CollectInput, collect } from "./collect.ts";
export { type FingerprintInput, fingerprint } from "./fingerprint.ts";
export { firstRows } from "./first-rows.ts";
export { inspectSource, type SourceInspection } from "./inspect-source.ts";
export * from "./live.ts";
export { releaseSources } from "./postgres-spool.ts";
export { type DeclaredColumns, jsonShape, structType, type TypedJsonInput, typedJson } from "./typed-json.ts";
