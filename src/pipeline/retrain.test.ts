/** Retraining on what a server recorded: which rows the challenger learns from, and who decides. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TrainedProject, trainedProject } from "../../test/fixtures/trained-project.ts";
import { type Definition, resolveRetention, resolveRetrain } from "../core/definition/index.ts";
import { openEngine, type SqlRow } from "../io/engine.ts";
import { type EventLog, type LogEntry, openEventLog } from "../io/event-log/index.ts";
import {
  findRun,
  listAliases,
  listDecisions,
  openStore,
  recordErasure,
  retentionState,
  type Store,
} from "../io/store/index.ts";
import { type Workspace, workspaceOf } from "../io/workspace.ts";
import {
  asked,
  event,
  report,
  start,
  unrecorded,
  visit,
  visitsRecorded,
} from "./recorded-visits.test.helper.ts";
import { retain } from "./retain.ts";
import { type Retrained, type RetrainOptions, retrain } from "./retrain.ts";
import { retrainWhenDue } from "./retrain-when-due.ts";

let project: TrainedProject;
let workspace: Workspace;
let definition: Definition;
let store: Store;
let log: EventLog;

beforeAll(async () => {
  project = await trainedProject();
  workspace = workspaceOf(project.path);
  store = await openStore(workspace.storePath);
  log = await openEventLog(workspace.storePath);
  definition = (await findRun(store, "latest")).definition;
});
afterAll(async () => {
  await log[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
});

const append = async (entries: readonly LogEntry[]) => {
  const appended = await log.append(entries, { seen: Number.MAX_SAFE_INTEGER, now: start });
  expect(appended.status).toBe("appended");
};

function again(options: Partial<RetrainOptions>, by = definition): Promise<Retrained> {
  return retrain(by, { projectDirectory: project.path, store, log: store, ...options });
}

async function rowsOf(run: string, stage: "features" | "feedback", sql: string): Promise<SqlRow[]> {
  using engine = await openEngine();
  const file = stage === "features" ? "features.parquet" : "raw.parquet";
  const path = join(workspace.snapshot((await findRun(store, run)).keys[stage] ?? ""), file);
  return await engine.all(sql.replace("TABLE", `read_parquet('${path}')`));
}

test("retrain() refuses where there is nothing new to learn from", async () => {
  await expect(again({})).rejects.toMatchObject({ code: "NO_ROWS" });
  const [, first = ""] = (await readFile(join(project.path, "data", "visits.csv"), "utf8")).split("\n");
  const [id = "", customer = "", at = "", channel, pages, basket] = first.split(",");
  const body = { visit_id: id, customer_id: customer, started_at: at, channel, pages, basket };
  await append([
    event({ ...visit(0), id, entity: customer, time: Date.parse(at) * 1_000, body: body as never }),
  ]);
  await expect(again({})).rejects.toThrow("the source has all 1 recorded events");
});

test("retrain() learns from recorded events, the newest labels, and what the model was really given", async () => {
  const visits = Array.from({ length: visitsRecorded }, (_, index) => visit(index));
  await append(visits.map(event));
  await append([asked(visit(7), { visits_30d: 12_345, order_rate: null, basket_size: 1 })]);
  await append(visits.slice(0, -10).map(({ id, ordered }) => report(id, ordered)));
  await append([report("live 3", !visit(3).ordered), report("v1", true)]);
  await append([report("v2", true), report("nobody", true), ...unrecorded("v3", true)]);
  const { run, decision, dryRun, champion, seenByChampion } = await again({ dryRun: true });
  expect({ dryRun, champion, promote: decision.promote, seenByChampion }).toEqual({
    dryRun: true,
    champion: 1,
    promote: false,
    seenByChampion: 0,
  });
  expect(run.feedback).toMatchObject({ added: visitsRecorded, relabelled: 3, rejectedRows: 0 });
  expect(run.package).toBeNull();
  const [counts] = await rowsOf(
    run.run,
    "feedback",
    `SELECT count(*) AS n, count(DISTINCT visit_id) AS ids, count(DISTINCT _aw_row) AS places,
       count(ordered) FILTER (visit_id LIKE 'live %') AS labelled,
       bool_or(ordered) FILTER (visit_id = 'live 3') AS third, bool_or(ordered) FILTER (visit_id = 'v1') AS first, bool_and(ordered) FILTER (visit_id IN ('v2', 'v3')) AS of_source FROM TABLE`,
  );
  const source = 4_000;
  expect(counts).toEqual({
    n: source + visitsRecorded,
    ids: source + visitsRecorded,
    places: source + visitsRecorded,
    labelled: visitsRecorded - 10,
    third: !visit(3).ordered,
    first: true,
    of_source: true,
  });
  const served = await rowsOf(
    run.run,
    "features",
    `SELECT visit_id, visits_30d, order_rate, usual_pages FROM TABLE WHERE visit_id IN ('live 7', 'live 47') ORDER BY visit_id`,
  );
  expect(served[0]).toMatchObject({ visit_id: "live 47", usual_pages: expect.any(Number) });
  expect(served[0]?.visits_30d).not.toBe(12_345);
  expect(served[1]).toEqual({ visit_id: "live 7", visits_30d: 12_345, order_rate: null, usual_pages: null });
});

test("retrain() takes of contradicting labels the one that the policy chooses", async () => {
  const said = (source: string, label: unknown) => ({ ...report("live 9", label), source }) as LogEntry;
  await append([said("support", true), said("crm", false)]);
  const ordered = async (policy: NonNullable<Definition["feedback"]>["policy"]) => {
    const { run } = await again({ dryRun: true }, { ...definition, feedback: { policy } });
    const [row] = await rowsOf(run.run, "feedback", `SELECT ordered FROM TABLE WHERE visit_id = 'live 9'`);
    return row?.ordered;
  };
  expect(await ordered({ kind: "last" })).toBe(false);
  expect(await ordered({ kind: "trusted", sources: ["support"] })).toBe(true);
});

test("retrain() makes a challenger, and the champion of it only where the policy says so; both are kept", async () => {
  const manual = await again({});
  expect(manual.run.package?.alias).toBe("challenger");
  expect(manual.decision.promote).toBe(false);
  expect(await listAliases(store, "will-order")).toEqual({ champion: 1, challenger: 2 });
  const asked = await again({ policy: "when better" });
  expect(asked.run.stages.find(({ stage }) => stage === "train")?.reused).toBe(true);
  const { verdict, worseSlices } = asked.run.validation.champion ?? {};
  expect([verdict, worseSlices]).toEqual(["better", []]); // the recorded visits order by another rule
  expect(asked.decision.promote).toBe(true);
  expect(await listAliases(store, "will-order")).toEqual({ champion: 2 });
  expect(await listDecisions(store, "will-order")).toMatchObject([
    { version: 2, champion: 1, policy: "when better", promote: true, run: asked.run.run },
    { version: 2, champion: 1, policy: "manual", promote: false },
  ]);
});

test("retrain() learns nothing from a batch of poisoned labels, unless somebody trusts it", async () => {
  const later = Array.from({ length: 1_200 }, (_, index) => visit(visitsRecorded + index));
  await append(later.map(event));
  const poisoned = later.map(
    ({ id, ordered }) => ({ ...report(id, !ordered), source: "survey" }) as LogEntry,
  );
  await log.append(poisoned, { seen: Number.MAX_SAFE_INTEGER, now: start + 40 * 86_400_000 });
  const refused = await again({ policy: "when not worse" });
  expect(refused.run.feedback?.labels).toMatchObject({
    ...{ version: 2, fresh: 1_201, taken: [] }, // with the one that another source says of live 9
    setAside: [{ scope: { source: "survey" }, labels: 1_200 }],
  });
  expect(refused.decision).toMatchObject({ promote: false, speaksAgainst: true });
  expect(refused.decision.reasons.join(" ")).toContain("Of 1,201 new labels 1,200 are in doubt");
  expect(await listAliases(store, "will-order")).toMatchObject({ champion: 2 });
  const [counts] = await rowsOf(
    refused.run.run,
    "feedback",
    `SELECT count(*) AS n, count(ordered) AS labelled FROM TABLE WHERE visit_id LIKE 'live %' AND started_at >= '${new Date(start + visitsRecorded * 60_000).toISOString()}'`,
  );
  expect(counts).toEqual({ n: 1_200, labelled: 0 });
  const trusted = await again({ dryRun: true, trustLabels: [{ source: "survey" }] });
  expect(trusted.run.feedback?.labels?.taken).toMatchObject([{ labels: 1_200, why: "They are trusted." }]);
  expect(trusted.run.split.unlabelledRows).toBe(refused.run.split.unlabelledRows - 1_200);
});

test("retrainWhenDue() retrains once where it is due, and holds a failure back as well", async () => {
  const { signal } = new AbortController();
  const due = { ...definition, retrain: resolveRetrain({ newLabels: 5, promote: "when not worse" }) };
  const input = { projectDirectory: project.path, store, log: store };
  const later = Date.now() + 2 * 86_400_000;
  const when = (now: number, asked = due) =>
    retrainWhenDue({ ...input, definition: asked }, { signal, now: () => now });
  expect(await when(later)).toBeNull(); // no label since the last decision
  const reports = Array.from({ length: 5 }, (_, index) =>
    report(`live ${100 + index}`, !visit(100 + index).ordered),
  );
  await log.append(reports, { seen: Number.MAX_SAFE_INTEGER, now: later });
  const both = await Promise.all([when(later + 1), when(later + 1)]);
  expect(both.filter((one) => one !== null)).toHaveLength(1);
  const failing = { ...due, retrain: resolveRetrain({ every: "1ms", coolDown: "1h" }) };
  const broken = {
    ...failing,
    events: { ...failing.events, source: { kind: "csv" as const, paths: ["gone.csv"] } },
  };
  await expect(when(later + 2, broken)).resolves.toBeNull(); // the cool-down
  await expect(when(later + 3_600_002, broken)).rejects.toMatchObject({ code: "SOURCE_UNREADABLE" });
  await expect(when(later + 3_600_003, broken)).resolves.toBeNull();
  expect((await listDecisions(store, "will-order"))[0]).toMatchObject({
    run: null,
    promote: false,
    reasons: [expect.stringContaining("SOURCE_UNREADABLE")],
  });
});

test("retrain() still learns from events that went by age, which they do only once they were learned from", async () => {
  const countsOf = async ({ run }: Retrained) =>
    await rowsOf(
      run.run,
      "feedback",
      `SELECT count(*)::INT AS n, count(DISTINCT visit_id)::INT AS ids, count(DISTINCT _aw_row)::INT AS places,
         count(ordered)::INT AS labelled, sum(basket)::INT AS baskets FROM TABLE`,
    );
  const unread = { ...visit(0), id: "unread" };
  await append([event({ ...visit(0), id: "read", body: { ...visit(0).body, visit_id: "read" } })]);
  const [before] = await countsOf(await again({ dryRun: true }));
  await append([event({ ...unread, body: { ...unread.body, visit_id: "unread", basket: 0 } })]);
  const inLog = async () => (await store.db.selectFrom("events").select("id").execute()).map(({ id }) => id);
  const all = (await inLog()).length;
  const retention = { ...resolveRetention(), eventsMs: 86_400_000 };
  const input = { definition: { ...definition, retention }, workspace, store, log: store };
  const now = () => Date.now() + 400 * 86_400_000;
  const { signal } = new AbortController();
  const found = await retain({ ...input, place: workspace.storePath }, { signal, now });
  expect(found.tables[0]).toEqual({
    table: "events",
    keptMs: 86_400_000,
    rows: all - 1,
    heldBack: "1 wait for a retraining to read them (retention.unlearned)",
  });
  expect(await inLog()).toEqual(["unread"]);
  const [after] = await countsOf(await again({ dryRun: true }));
  const one = (name: string) => Number(before?.[name]) + 1;
  expect(after).toEqual({ ...before, n: one("n"), ids: one("ids"), places: one("places") });
  const snapshots = [(await retentionState(store)).learnedKey ?? ""];
  const marks = { model: "m", snapshots, versions: [], unknown: [] };
  await store.db.transaction().execute((tx) => recordErasure(tx, { entity: "c1", at: 1, counts: {}, marks }));
  const without = await again({ dryRun: true });
  const warning = expect.objectContaining({ message: expect.stringContaining("was erased") });
  expect(without.run.warnings).toContainEqual(warning);
  expect(without.run.feedback?.added).toBe(1);
});
