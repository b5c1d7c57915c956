export * from "./notify/index.ts";
