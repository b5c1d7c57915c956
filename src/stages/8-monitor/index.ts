export * from "./drift/index.ts";
export * from "./dry-run/index.ts";
export * from "./feedback/index.ts";
export * from "./measures/index.ts";
export * from "./notify/index.ts";
export * from "./quality/index.ts";
export * from "./roll-up/index.ts";
export * from "./status/index.ts";
