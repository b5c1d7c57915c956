/** Labels of the source's own rows, looked at before a challenger learns from them. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { airworthy } from "../../test/cli/airworthy.ts";
import { type TrainedProject, trainedProject } from "../../test/fixtures/trained-project.ts";
import type { Definition } from "../core/definition/index.ts";
import { openEventLog } from "../io/event-log/index.ts";
import { findRun, openStore, type Store } from "../io/store/index.ts";
import { workspaceOf } from "../io/workspace.ts";
import { promote } from "./promote.ts";
import { event, start, visit } from "./recorded-visits.test.helper.ts";
import { type Retrained, type RetrainOptions, retrain } from "./retrain.ts";

let project: TrainedProject;
let definition: Definition;
let store: Store;
let source: string;
beforeAll(async () => {
  project = await trainedProject();
  source = join(project.path, "data/visits.csv");
  const { storePath } = workspaceOf(project.path);
  store = await openStore(storePath);
  definition = (await findRun(store, "latest")).definition;
  await using log = await openEventLog(storePath);
  const options = { seen: Number.MAX_SAFE_INTEGER, now: start };
  const { status } = await log.append([visit(0), visit(1)].map(event), options);
  expect(status).toBe("appended");
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
});

function again(options: Partial<RetrainOptions> = {}): Promise<Retrained> {
  const places = { projectDirectory: project.path, store, log: store };
  return retrain(definition, { ...places, policy: "when not worse", ...options });
}

type Row = readonly string[];

async function readRows(): Promise<{ head: string; rows: Row[] }> {
  const [head = "", ...lines] = (await readFile(source, "utf8")).trimEnd().split("\n");
  return { head, rows: lines.map((line) => line.split(",")) };
}

const opposite: Readonly<Record<string, string>> = { true: "false", false: "true" };
const batch = 1_200;
const dayMs = 86_400_000;

/** What the source's newest rows of the beginning say, once more and later. */
async function addRows(name: string, days: number, say: (label: string) => string): Promise<void> {
  const { head, rows } = await readRows();
  const place = (column: string) => head.split(",").indexOf(column);
  const isClean = (row: Row) => row[place("pages")] !== "";
  const own = rows.filter((row) => !row[0]?.startsWith("batch") && isClean(row)).slice(-batch);
  const added = own.map((row, index) => {
    const later = [...row];
    later[place("visit_id")] = `batch ${name} ${index}`;
    const at = Date.parse(row[place("started_at")] ?? "") + days * dayMs;
    later[place("started_at")] = new Date(at).toISOString();
    later[place("ordered")] = say(row[place("ordered")] ?? "");
    return later;
  });
  await writeFile(source, [head, ...[...rows, ...added].map((row) => row.join(","))].join("\n"));
}

test("retrain() refuses a poisoned batch of the source's own rows, and takes an honest one", async () => {
  await addRows("honest", 60, (label) => label);
  const honest = await again({ policy: "manual" });
  expect(honest.run.feedback?.labels).toEqual({ version: 1, fresh: batch, setAside: [], taken: [] });
  const { version = 0 } = honest.run.package ?? {};
  await promote({ store, workspace: workspaceOf(project.path), name: definition.name, now: 0 }, { version });

  await addRows("poisoned", 120, (label) => opposite[label] ?? label);
  const refused = await again();
  expect(refused.run.feedback?.labels).toMatchObject({
    ...{ version, fresh: batch, taken: [] },
    setAside: [{ scope: { source: "(source)" }, labels: batch }],
  });
  expect(refused.decision).toMatchObject({ promote: false, speaksAgainst: true });
  expect(refused.decision.reasons.join(" ")).toContain("labels of the source's own rows");
  expect(refused.run.split.unlabelledRows).toBe(honest.run.split.unlabelledRows + batch);
  const trusting = ["retrain", "--dry-run", "--json", "--trust-labels", "(source)"];
  const { stdout } = await airworthy(trusting, { cwd: project.path });
  const trusted = JSON.parse(stdout) as { run: { feedback: object; split: object } };
  expect(trusted.run).toMatchObject({
    feedback: { labels: { setAside: [], taken: [{ labels: batch, why: "They are trusted." }] } },
    split: { unlabelledRows: honest.run.split.unlabelledRows },
  });
});

test("retrain() refuses other labels of the source's rows that the champion has learned", async () => {
  const { head, rows } = await readRows();
  const place = head.split(",").indexOf("ordered");
  const rewritten = rows
    .filter((row) => !row[0]?.startsWith("batch poisoned"))
    .map((row, index) =>
      index < 2_000 ? row.with(place, opposite[row[place] ?? ""] ?? row[place] ?? "") : row,
    );
  await writeFile(source, [head, ...rewritten.map((row) => row.join(","))].join("\n"));
  const { run, decision } = await again();
  const doubted = run.feedback?.labels?.setAside ?? [];
  expect(new Set(doubted.map(({ scope }) => scope.source))).toEqual(new Set(["(source)"]));
  expect(doubted.reduce((sum, { labels }) => sum + labels, 0)).toBeGreaterThan(1_900);
  expect(decision.promote).toBe(false);
});
