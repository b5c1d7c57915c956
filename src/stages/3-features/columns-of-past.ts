import type { Feature } from "../../core/definition/index.ts";
import { walk } from "../../core/expression/index.ts";

/** The columns that the features read of past events: what aggregates are made of. Each once, in the order of the features. */
export function columnsOfPast(features: readonly Pick<Feature, "expression">[]): string[] {
  const read = features
    .flatMap(({ expression }) => [...walk(expression)])
    .filter((node) => node.kind === "aggregate")
    .flatMap((node) => [...walk(node)])
    .flatMap((node) => (node.kind === "column" ? [node.column] : []));
  return [...new Set(read)];
}
