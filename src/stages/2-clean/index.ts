export { type Cleaned, type CleanInput, clean } from "./clean.ts";
export { type CompiledRules, compileRules, type RuledRows } from "./compile-rules.ts";
export type { Bounds } from "./limit.ts";
export * from "./live.ts";
