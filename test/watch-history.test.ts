/** The monitors of the clicks example over its recorded history; UPDATE_GOLDEN=1 writes the expectation, CI never does. */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { clicksHistory, historyFile } from "../examples/clicks/history.ts";
import { airworthy } from "./cli/airworthy.ts";

const expected = fileURLToPath(new URL("output/clicks-history/dry-run.txt", import.meta.url));
const example = fileURLToPath(new URL("../examples/clicks", import.meta.url));

test("clicksHistory() is the history that is shipped", async () => {
  expect(await readFile(historyFile, "utf8")).toBe(clicksHistory());
});

test("airworthy watch --dry-run tells what would have fired in the clicks example, and when", async () => {
  const run = (...args: string[]) =>
    airworthy(["watch", "--dry-run", "history.jsonl", ...args], { cwd: example });
  const [text, json] = await Promise.all([run(), run("--json")]);
  expect([text.code, text.stderr]).toEqual([0, ""]);
  if (process.env.UPDATE_GOLDEN === "1" && process.env.CI === undefined)
    await writeFile(expected, text.stdout);
  expect(text.stdout).toBe(await readFile(expected, "utf8"));
  const { watched } = JSON.parse(json.stdout);
  const firings = watched.map(
    ({
      monitor,
      alerts,
    }: {
      monitor: { name: string };
      alerts: { state: { phase: string; firings: number } }[];
    }) => [monitor.name, alerts.map(({ state }) => [state.phase, state.firings])],
  );
  expect(firings).toEqual([
    ["accuracy", [["firing", 1]]],
    ["latencyMs", [["firing", 1]]],
  ]);
});
