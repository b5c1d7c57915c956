/** `npm run demo`: the whole way from raw events to a signed package, and what the two history features are worth. */
import { existsSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { followRun } from "../../src/cli/follow-run.ts";
import { runSections } from "../../src/cli/render/render-run.ts";
import { canvas, section } from "../../src/cli/render/style.ts";
import { reportError } from "../../src/cli/report-error.ts";
import type { Definition } from "../../src/core/definition/index.ts";
import { loadConfig } from "../../src/io/load-config.ts";
import { run } from "../../src/pipeline.ts";
import { renderComparison } from "./comparison.ts";
import { clicksFile, writeClicks } from "./generate.ts";

/**
 * The same pipeline, its model shown the visit alone: no history. No gate and hardly a measurement of how fast it is,
 * for it is there to be compared with.
 */
function withoutHistory(definition: Definition): Definition {
  return {
    ...definition,
    name: `${definition.name}-without-history`,
    features: [],
    inputs: definition.inputs.filter(({ origin }) => origin === "column"),
    gates: { bounds: [], notWorseThanChampion: "never" },
    packaging: { ...definition.packaging, latencyBudgetMs: 50 },
  };
}

const here = (path: string) => relative(process.cwd(), path);

async function demo(): Promise<void> {
  const isNew = !existsSync(clicksFile);
  if (isNew) await writeClicks();
  const { definition, projectDirectory, path } = await loadConfig({
    path: fileURLToPath(new URL("airworthy.config.ts", import.meta.url)),
  });
  console.log(`${here(path)}: will this visitor buy?`);
  console.log(
    `${here(clicksFile)}: 10,000 visits to a shop, ${isNew ? "just made" : "made by an earlier run"}\n`,
  );

  const full = await followRun((onEvent) => run(definition, { projectDirectory, onEvent }));
  const plain = await run(withoutHistory(definition), { projectDirectory });

  const on = canvas();
  for (const part of runSections(full, on)) console.log(`${part}\n`);
  const heading = "What the visitor's past is worth: click_rate and time_since_last_click";
  console.log(`${section(on, heading, renderComparison(full, plain, on))}\n`);

  const config = `--config ${here(path)}`;
  const next = [
    [`npm run airworthy -- show latest ${config}`, "this run in full: rules, features, slices, importance"],
    [`npm run airworthy -- runs ${config}`, "every run so far"],
    ["npm run demo", "again: what has not changed is not done again"],
  ] as const;
  console.log(
    section(on, "Next", next.map(([command, purpose]) => `  ${command}\n      ${purpose}`).join("\n")),
  );
}

try {
  await demo();
} catch (cause) {
  process.exitCode = reportError(cause, { json: false, print: () => {} });
}
