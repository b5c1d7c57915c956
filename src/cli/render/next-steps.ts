import type { RunResult } from "../../pipeline.ts";

/** What a reader may want to type now. */
export function nextSteps(result: RunResult): string {
  const steps: readonly (readonly [string, string])[] =
    result.status === "passed"
      ? [
          ["npx airworthy show latest", "the same in full, and more"],
          ["npx airworthy predict --input '{…}'", "an answer of the champion for one row"],
          ["npx airworthy trace --input '{…}'", "how it came about, layer by layer"],
        ]
      : [
          ["npx airworthy show latest", "slices and importance: where it is weak"],
          ["npx airworthy check", "whether config, types and data agree"],
        ];
  const width = Math.max(...steps.map(([command]) => command.length));
  return steps.map(([command, purpose]) => `  ${command.padEnd(width)}  ${purpose}`).join("\n");
}
