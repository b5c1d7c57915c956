/**
 * `npm run lesson-example`: runs the clicks example from nothing and writes what the learn page shows of it where there is no
 * run of one's own. Latencies are those of the machine that wrote it.
 */
import { cp, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clicksCsv } from "../examples/clicks/generate.ts";
import { loadConfig } from "../src/io/load-config.ts";
import { findRun, openStore } from "../src/io/store/index.ts";
import { workspaceOf } from "../src/io/workspace.ts";
import { measureCleaning } from "../src/pipeline/measure-cleaning.ts";
import { lessonFacts } from "../src/pipeline/views/learn/lesson-facts.ts";
import type { ShippedExample } from "../src/pipeline/views/learn/lesson-page.ts";
import { run } from "../src/pipeline.ts";
import { repositoryRoot } from "./check.ts";

export const lessonExamplePath = "templates/lessons/clicks.json";

const project = await mkdtemp(join(tmpdir(), "airworthy-lesson-"));
try {
  await mkdir(join(project, "data"));
  await writeFile(join(project, "data/clicks.csv"), clicksCsv());
  const config = "airworthy.config.ts";
  await cp(join(repositoryRoot, "examples/clicks", config), join(project, config));
  const { definition } = await loadConfig({ path: join(project, config) });
  const result = await run(definition, { projectDirectory: project });
  const workspace = workspaceOf(project);
  await using store = await openStore(workspace.storePath);
  await measureCleaning({ store, workspace, run: result.run });
  const found = await findRun(store, result.run);
  const example: ShippedExample = {
    facts: await lessonFacts({ store, workspace }, result.run),
    definition: found.definition,
    outcomes: result.cleaning.outcomes,
  };
  const path = join(repositoryRoot, lessonExamplePath);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, `${JSON.stringify(example, rounded)}\n`);
  console.log(`${path} ${Math.round((await stat(path)).size / 1_000)} kB`);
} finally {
  await rm(project, { recursive: true, force: true });
}

/** Eight digits say all that a page shows; whole numbers stay as they are. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(8)) : value;
}
