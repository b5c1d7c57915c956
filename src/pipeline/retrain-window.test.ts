/** A sudden change: what a challenger that learns from the newest rows alone does, and one that learns from all. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TrainedProject, trainedProject } from "../../test/fixtures/trained-project.ts";
import { type Definition, resolveRetrain } from "../core/definition/index.ts";
import { openEventLog } from "../io/event-log/index.ts";
import { findRun, listDecisions, openStore, type Store } from "../io/store/index.ts";
import { workspaceOf } from "../io/workspace.ts";
import { event, report, start, visit } from "./recorded-visits.test.helper.ts";
import { type Retrained, type RetrainOptions, retrain } from "./retrain.ts";

/** As many as the newest fifth of 3,960 older rows and these: a split by time shows none of them to the training. */
const changed = 990;
const hourMs = 3_600_000;

let project: TrainedProject;
let definition: Definition;
let store: Store;

beforeAll(async () => {
  project = await trainedProject();
  const { storePath } = workspaceOf(project.path);
  store = await openStore(storePath);
  definition = (await findRun(store, "latest")).definition;
  const visits = Array.from({ length: changed }, (_, index) => visit(index));
  await using log = await openEventLog(storePath);
  const reports = visits.map(({ id, ordered }) => report(id, ordered));
  const options = { seen: Number.MAX_SAFE_INTEGER, now: start };
  expect(await log.append([...visits.map(event), ...reports], options)).toMatchObject({ status: "appended" });
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
});

const trustLabels = [{}];
function again(options: Partial<RetrainOptions>, by = definition) {
  const places = { projectDirectory: project.path, store, log: store };
  return retrain(by, { ...places, policy: "when better", trustLabels, ...options });
}

function accuracyOf({ run }: Retrained): number {
  return run.gates.find(({ metric }) => metric === "accuracy")?.value ?? Number.NaN;
}

test("retrain() learns a sudden change from the newest rows, where the whole history has not shown it yet", async () => {
  const whole = await again({ dryRun: true });
  expect(whole.run.split).toMatchObject({ trainRows: 3_960, validationRows: changed });
  expect(whole.run.split.window).toBeUndefined();
  expect(accuracyOf(whole)).toBeLessThan(0.75);
  const refused = expect.stringMatching(/^The gate on accuracy failed/);
  expect(whole.decision).toMatchObject({ promote: false, reasons: [refused, expect.anything()] });

  const windowed = { ...definition, retrain: resolveRetrain({ window: "15h" }) };
  const newest = await again({}, windowed);
  expect(newest.run.split).toMatchObject({
    ...{ trainRows: 720, validationRows: 180, unlabelledRows: 0 },
    window: { ms: 15 * hourMs, olderRows: 4_050, from: "2026-06-01T01:29:00Z" },
  });
  expect(accuracyOf(newest)).toBeGreaterThan(0.9);
  expect(newest.run.validation.champion).toMatchObject({ version: 1, verdict: "better" });
  const told =
    "Of the newest 15 h alone: it learned from 720 rows and was judged by 180; 4,050 older were left out.";
  expect(newest.decision).toMatchObject({ promote: true, reasons: expect.arrayContaining([told]) });
  expect((await listDecisions(store, definition.name))[0]).toMatchObject({
    promote: true,
    reasons: expect.arrayContaining([told]),
  });
});

test("retrain() is asked for another window than the config's, or for none, and refuses one with too few rows", async () => {
  const windowed = { ...definition, retrain: resolveRetrain({ window: "15h" }) };
  const split = async (windowMs: number | null) =>
    (await again({ dryRun: true, windowMs }, windowed)).run.split;
  expect(await split(5 * hourMs)).toMatchObject({ trainRows: 240, validationRows: 60 });
  expect(await split(null)).toMatchObject({ trainRows: 3_960, validationRows: changed });
  await expect(split(60_000)).rejects.toThrow(
    "Cannot split 1 labelled row of the newest 1 min by time with a validation share of 0.2",
  );
});
