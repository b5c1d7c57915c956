/** Labels that events carry themselves, looked at before a challenger learns from them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { airworthy } from "../../test/cli/airworthy.ts";
import { type TrainedProject, trainedProject } from "../../test/fixtures/trained-project.ts";
import type { Definition } from "../core/definition/index.ts";
import { type EventLog, type LogEntry, openEventLog } from "../io/event-log/index.ts";
import { findRun, listAliases, openStore, type Store } from "../io/store/index.ts";
import { workspaceOf } from "../io/workspace.ts";
import { event, start, visit } from "./recorded-visits.test.helper.ts";
import { type Retrained, type RetrainOptions, retrain } from "./retrain.ts";

let project: TrainedProject;
let definition: Definition;
let store: Store;
let log: EventLog;
beforeAll(async () => {
  project = await trainedProject();
  const { storePath } = workspaceOf(project.path);
  [store, log] = [await openStore(storePath), await openEventLog(storePath)];
  definition = (await findRun(store, "latest")).definition;
});
afterAll(async () => {
  await log[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
});

const first = 6_000;
/** More than the newest fifth, which is not learned from. */
const changed = 4_000;
const poisoned = 1_200;
type Visit = ReturnType<typeof visit>;

/** `count` visits from `from` on, each with the label that `say` gives it, and what else it changes; had on a day of their own. */
async function append(
  [from, count]: readonly [number, number],
  say: (visit: Visit, index: number) => object,
): Promise<void> {
  const entries = Array.from({ length: count }, (_, index): LogEntry => {
    const own = visit(from + index);
    return event({ ...own, body: { ...own.body, ...say(own, index) } });
  });
  const now = start + (40 + from / 1_000) * 86_400_000;
  const appended = await log.append(entries, { seen: Number.MAX_SAFE_INTEGER, now });
  expect(appended.status).toBe("appended");
}

function again(options: Partial<RetrainOptions> = {}): Promise<Retrained> {
  return retrain(definition, { projectDirectory: project.path, store, log: store, ...options });
}

/** Visits of another kind, and what becomes of them. */
const another = ({ body }: Visit) => ({
  seen: { channel: "direct", basket: 300 + body.basket, pages: body.pages + 20 },
  ordered: body.pages > 5,
});

test("retrain() takes a true change from labels that events carry, and refuses a poisoned batch of them", async () => {
  await append([0, first], ({ ordered }) => ({ ordered }));
  const learned = await again({ policy: "when better", trustLabels: [{}] });
  expect(learned.decision.promote).toBe(true);
  await append([first, changed], (own) => ({ ...another(own).seen, ordered: another(own).ordered }));
  const better = await again({ policy: "when better" });
  const { taken, setAside } = better.run.feedback?.labels ?? {};
  expect(setAside).toEqual([]);
  expect(taken).toMatchObject([{ scope: { source: "(events)" }, why: expect.stringContaining("inputs") }]);
  expect(await listAliases(store, "will-order")).toMatchObject({ champion: 3 });
  await append([first + changed, poisoned], (own) => ({
    ...another(own).seen,
    ordered: !another(own).ordered,
  }));
  const refused = await again({ policy: "when not worse" });
  expect(refused.run.feedback?.labels).toMatchObject({
    ...{ version: 3, fresh: poisoned, taken: [] },
    setAside: [{ scope: { source: "(events)" }, labels: poisoned }],
  });
  expect(refused.decision).toMatchObject({ promote: false, speaksAgainst: true });
  expect(await listAliases(store, "will-order")).toMatchObject({ champion: 3 });
  const trusting = ["retrain", "--dry-run", "--json", "--trust-labels", "(events)"];
  const { stdout } = await airworthy(trusting, { cwd: project.path });
  const trusted = JSON.parse(stdout) as { run: { feedback: object; split: object } };
  expect(trusted.run).toMatchObject({
    feedback: { labels: { setAside: [], taken: [{ why: "They are trusted." }] } },
    split: { unlabelledRows: refused.run.split.unlabelledRows - poisoned },
  });
});
