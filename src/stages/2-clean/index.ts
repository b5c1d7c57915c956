export { type Cleaned, type CleanInput, clean } from "./clean.ts";
export type { Bounds } from "./limit.ts";
export * from "./live.ts";
