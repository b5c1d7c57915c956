import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TrainedProject, trainedProject } from "../../../test/fixtures/trained-project.ts";
import { openEngine } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import { type FoundRun, findRun, openStore, type Store } from "../../io/store/index.ts";
import { type Workspace, workspaceOf } from "../../io/workspace.ts";
import type { RunResult } from "../run-result.ts";
import { dataView } from "./data-view.ts";
import { featureView } from "./feature-view.ts";
import { packageView } from "./package-view.ts";
import { rejectedRows } from "./rejected-rows.ts";
import { runPage } from "./run-page.ts";
import { stageColumns } from "./stage-columns.ts";
import { thresholdSlices } from "./threshold-slices.ts";
import { thresholdTable } from "./threshold-table.ts";
import { trainingView } from "./training-view.ts";
import { validationView } from "./validation-view.ts";

let project: TrainedProject;
let store: Store;
let workspace: Workspace;
let run: FoundRun;
let result: RunResult;
beforeAll(async () => {
  project = await trainedProject();
  workspace = workspaceOf(project.path);
  store = await openStore(workspace.storePath);
  run = await findRun(store, "latest");
  result = run.result as RunResult;
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
});

const older = {
  name: "will-order",
  status: "error",
  ended_at: 2_000,
  host: "h",
  pid: 1,
  process_started: "",
  definition: "{}",
  result: null,
  error: null,
} as const;

const given = () => ({ store, workspace, run: "latest" });

/** One row of a query over a stage's file. */
async function ask(stage: keyof FoundRun["keys"], file: string, list: string) {
  using engine = await openEngine({ threads: 1 });
  const path = join(workspace.snapshot(run.keys[stage] ?? ""), file);
  const [row = {}] = await engine.all(`SELECT ${list} FROM ${parquetTable(path)}`);
  return row;
}

test("runPage() lists runs newest first and goes on where a page ended", async () => {
  const { runs, cursor } = await runPage({ store, name: "will-order", limit: 1, cursor: null });
  expect(runs).toMatchObject([{ id: run.id, status: "passed", version: 1 }]);
  expect(cursor).toBeNull();
  await store.db
    .insertInto("runs")
    .values([1, 2, 3].map((number) => ({ ...older, id: `old-${number}`, started_at: 1_000 + number })))
    .execute();
  const first = await runPage({ store, name: "will-order", limit: 2, cursor: null });
  expect(first.runs.map(({ id }) => id)).toEqual([run.id, "old-3"]);
  const second = await runPage({ store, name: "will-order", limit: 2, cursor: first.cursor });
  expect(second).toMatchObject({ runs: [{ id: "old-2" }, { id: "old-1" }], cursor: null });
  await store.db.deleteFrom("runs").where("id", "like", "old-%").execute();
});

test("dataView() tells the stages as they were recorded, and where every row went", async () => {
  const { stages, dropped, split, features } = await dataView(store, "latest");
  expect(stages.map(({ hasTable: _, ...stage }) => stage)).toEqual(run.stages);
  expect(stages.filter(({ hasTable }) => !hasTable).map(({ stage }) => stage)).toEqual(["train", "package"]);
  const [collect, clean] = stages;
  const left = dropped.filter((one) => one.left).reduce((sum, { rows }) => sum + rows, 0);
  expect(collect?.rowsOut).toBe((clean?.rowsOut ?? 0) + left);
  expect(dropped).toEqual([
    { stage: "clean", rule: "visits without pages", policy: "drop", rows: 40, left: true },
  ]);
  expect((split?.trainRows ?? 0) + (split?.validationRows ?? 0)).toBe(clean?.rowsOut);
  expect(features.find(({ name }) => name === "usual_pages")).toMatchObject({
    words: "mean(pages) over the last 10 events",
    reads: ["pages"],
    isInput: true,
    sql: result.features.find(({ name }) => name === "usual_pages")?.sql,
  });
});

test("stageColumns() counts what the stage's file holds, and of personal data only how many", async () => {
  const { rows, columns } = await stageColumns({ ...given(), stage: "features" });
  const of = (name: string) => columns.find((column) => column.name === name);
  const [basket, channel] = [of("basket")?.shape, of("channel")?.shape];
  const wanted = await ask(
    "features",
    "features.parquet",
    "count(*) AS n, avg(basket) AS mean, max(basket) AS high, count(*) FILTER (order_rate IS NULL) AS missing, count(*) FILTER (channel = 'mail') AS mail",
  );
  expect(rows).toBe(wanted.n);
  if (basket?.kind !== "number" || channel?.kind !== "category") throw new Error("of other kinds");
  expect(basket.mean).toBeCloseTo(Number(wanted.mean), 9);
  expect(basket).toMatchObject({ max: wanted.high, missing: 0 });
  expect(basket.counts.reduce((sum, count) => sum + count, 0)).toBe(rows);
  expect(basket.edges).toHaveLength(basket.counts.length + 1);
  const inner = basket.edges.slice(1, -2).map((edge, at) => {
    const next = basket.edges[at + 2];
    return `count(*) FILTER (basket >= ${edge}::DOUBLE AND basket < ${next}::DOUBLE)`;
  });
  const counted = await ask("features", "features.parquet", `[${inner.join(", ")}] AS counts`);
  expect(basket.counts.slice(1, -1)).toEqual(counted.counts);
  expect(channel.values.find(({ value }) => value === "mail")?.rows).toBe(wanted.mail);
  expect(channel.values.reduce((sum, one) => sum + one.rows, channel.other)).toBe(rows);
  expect(of("order_rate")).toMatchObject({ role: "feature", shape: { missing: wanted.missing } });
  expect(of("customer_id")).toMatchObject({ pii: true, shape: { kind: "opaque" } });
  const scores = await stageColumns({ ...given(), stage: "validate" });
  expect(scores.columns).toMatchObject([{ name: "probability", role: "answer", shape: { kind: "number" } }]);
});

test("stageColumns() says which stage has no table", async () => {
  await expect(stageColumns({ ...given(), stage: "train" })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("featureView() parts a feature by the label, so that the parts add up to what is labelled", async () => {
  const { groups, edges, label } = await featureView({ ...given(), name: "usual_pages" });
  expect(label).toBe("ordered");
  expect(groups.map((group) => group.label)).toEqual(["false", "true"]);
  const labelled = result.split.trainRows + result.split.validationRows;
  expect(groups.reduce((sum, { rows }) => sum + rows, 0)).toBe(labelled);
  for (const { rows, missing, counts } of groups) {
    expect(counts).toHaveLength(edges.length - 1);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(rows - missing);
  }
  const channel = await featureView({ ...given(), name: "channel" });
  const bought = await ask(
    "features",
    "features.parquet",
    "count(*) FILTER (ordered AND channel = 'search') AS n",
  );
  const place = channel.values.indexOf("search");
  expect(channel.groups.find((group) => group.label === "true")?.counts[place]).toBe(bought.n);
  await expect(featureView({ ...given(), name: "nothing" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect((await featureView({ ...given(), name: "customer_id" })).groups[0]?.counts).toEqual([]);
});

test("rejectedRows() gives every dropped row once, page by page, with personal values hidden", async () => {
  const seen: number[] = [];
  for (let cursor: number | null = 0; cursor !== null; ) {
    const page = await rejectedRows({ ...given(), stage: "clean", rule: null, limit: 15, cursor });
    expect(page.total).toBe(40);
    expect(page.rows.length).toBeLessThanOrEqual(15);
    seen.push(...page.rows.map(({ row }) => row));
    const [customer, pages] = ["customer_id", "pages"].map((name) => page.columns.indexOf(name));
    for (const { values, rule } of page.rows)
      expect([values[customer ?? 0], values[pages ?? 0], rule]).toEqual([
        "(hidden)",
        null,
        "visits without pages",
      ]);
    cursor = page.cursor;
  }
  expect(new Set(seen).size).toBe(40);
  const none = await rejectedRows({ ...given(), stage: "clean", rule: "x' OR 1=1", limit: 5, cursor: 0 });
  expect(none).toMatchObject({ total: 0, rows: [], cursor: null });
});

test("trainingView() tells the epochs of the run's own record", async () => {
  const view = await trainingView(given(), "latest");
  expect(view).toMatchObject({
    epochs: result.epochs,
    bestEpoch: result.training.bestEpoch,
    plannedEpochs: 8,
  });
});

test("validationView() tells every metric with its interval, and slices by harm", async () => {
  const { metrics, slices, gates, curves } = await validationView(store, "latest");
  expect(
    Object.fromEntries(metrics.map(({ metric, value, low, high }) => [metric, { value, low, high }])),
  ).toEqual(result.metrics);
  const accuracy = metrics.find(({ metric }) => metric === "accuracy");
  expect(accuracy?.baselines.map(({ name }) => name)).toEqual(["majority class", "logistic regression"]);
  expect(slices).toHaveLength(3);
  for (const { harm, rows, metric } of slices)
    expect(harm).toBeCloseTo(((accuracy?.value ?? 0) - metric.value) * rows, 9);
  expect(slices.map(({ harm }) => harm)).toEqual(slices.map(({ harm }) => harm).sort((a, b) => b - a));
  expect(gates.map(({ metric, passed }) => [metric, passed])).toEqual([
    ["accuracy", true],
    ["latencyP99Ms", true],
  ]);
  expect(curves).not.toHaveProperty("thresholds");
});

test("thresholdTable() says at the model's own threshold what validation measured, and elsewhere what the rows say", async () => {
  const { rows, chosen, cheapest, costs } = await thresholdTable(store, "latest");
  expect(costs).toEqual({ falsePositive: 1, falseNegative: 1 });
  const own = rows[chosen];
  const { accuracy, precision, recall, f1 } = result.metrics;
  expect([own?.accuracy, own?.precision, own?.recall, own?.f1]).toEqual(
    [accuracy, precision, recall, f1].map((one) => one?.value),
  );
  expect(rows.map(({ threshold }) => threshold)).toEqual(
    rows.map(({ threshold }) => threshold).sort((a, b) => a - b),
  );
  const some = rows[Math.floor(rows.length / 3)];
  const counted = await ask(
    "validate",
    "scores.parquet",
    `count(*) FILTER (_aw_label AND probability >= ${some?.threshold}) AS hits, count(*) FILTER (NOT _aw_label AND probability >= ${some?.threshold}) AS alarms`,
  );
  expect(some).toMatchObject({ truePositives: counted.hits, falsePositives: counted.alarms });
  expect(Math.min(...rows.map(({ cost }) => cost))).toBe(rows[cheapest]?.cost);
  const dear = await thresholdTable(store, "latest", { falseNegative: 20 });
  expect(dear.costs).toEqual({ falsePositive: 1, falseNegative: 20 });
  expect(dear.rows[dear.cheapest]?.threshold).toBeLessThan(rows[cheapest]?.threshold ?? 0);
  for (const row of dear.rows) expect(row.cost).toBe(row.falsePositives + 20 * row.falseNegatives);
});

test("thresholdSlices() says at the model's own threshold what validation measured, and at each what adds up to the whole", async () => {
  const { thresholds, slices } = await thresholdSlices(given());
  const { rows, chosen } = await thresholdTable(store, "latest");
  expect(thresholds).toEqual(rows.map(({ threshold }) => threshold));
  expect(slices.map(({ name, rows: count, accuracy }) => [name, count, accuracy[chosen]])).toEqual(
    result.validation.slices.map(({ name, rows: count, metric }) => [name, count, metric.value]),
  );
  const channels = slices.filter(({ name }) => name.startsWith("channel = "));
  expect(channels).toHaveLength(3);
  for (const [at, { accuracy }] of rows.entries()) {
    const right = channels.reduce((sum, slice) => sum + (slice.accuracy[at] ?? 0) * slice.rows, 0);
    expect(right).toBeCloseTo(accuracy * result.split.validationRows, 6);
    expect(channels.reduce((sum, { harm }) => sum + (harm[at] ?? 0), 0)).toBeCloseTo(0, 6);
  }
});

test("packageView() tells the verified package, and why it ships what it ships", async () => {
  const view = await packageView({ store, workspace, model: "will-order", version: "champion" });
  expect(view).toMatchObject({ version: 1, aliases: ["champion"], shipped: result.package?.shipped });
  expect(view.candidates.map(({ quality: _, ...one }) => one)).toEqual(result.package?.candidates);
  expect(view.files.map(({ name }) => name)).toEqual([
    "model.onnx",
    "manifest.json",
    "card.md",
    "baseline.json",
  ]);
  for (const version of ["2", "0", "latest", "1e3"])
    await expect(packageView({ store, workspace, model: "will-order", version })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
});
