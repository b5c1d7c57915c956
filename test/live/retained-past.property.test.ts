/**
 * The proof of retention: a server that starts anew on a log whose old events went answers as one does whose log is
 * whole, and a replay of what is left finds no difference, and says which predictions it cannot make again.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Definition, longestWindowMs, looksBackForever } from "../../src/core/definition/index.ts";
import { type Random, seededRandom } from "../../src/core/random.ts";
import { formatMicros } from "../../src/core/time.ts";
import { type Engine, openEngine } from "../../src/io/engine.ts";
import { type EventLog, openEventLog } from "../../src/io/event-log/index.ts";
import { openStore, retainEvents, type Store } from "../../src/io/store/index.ts";
import {
  coverEntities,
  LiveCore,
  liveModelOf,
  ModelHost,
  type Outcome,
  replay,
  type ServedModel,
  statePlan,
} from "../../src/stages/7-serve/index.ts";
import { randomDefinition, tickMicros } from "../replay/random-definition.ts";
import { modelOfDefinition } from "./model-of-definition.ts";

const runs = Number(process.env.AIRWORTHY_PROPERTY_RUNS ?? 4);
const seed = Number(process.env.AIRWORTHY_PROPERTY_SEED ?? 20_261_123);

let engine: Engine;
let directory: string;
beforeAll(async () => {
  engine = await openEngine({ threads: 1 });
  directory = await mkdtemp(join(tmpdir(), "airworthy-retained-"));
});
afterAll(async () => {
  engine[Symbol.dispose]();
  await rm(directory, { recursive: true });
});

const start = 1_750_000_000_000;
const latenessMs = 12;
const maxLatenessMicros = latenessMs * tickMicros;
const patient = { timeoutMs: 30_000 };
const context = () => ({ engine, emit: () => {}, now: Date.now, signal: new AbortController().signal });

interface Side extends AsyncDisposable {
  readonly log: EventLog;
  readonly store: Store;
  readonly host: ModelHost;
  readonly path: string;
}

async function openSide(name: string, model: ServedModel): Promise<Side> {
  const path = join(directory, name, "store.sqlite");
  const log = await openEventLog(path);
  const store = await openStore(path);
  const host = new ModelHost();
  await host.load(model);
  return {
    ...{ log, store, host, path },
    async [Symbol.asyncDispose]() {
      await host.close();
      await store[Symbol.asyncDispose]();
      await log[Symbol.asyncDispose]();
    },
  };
}

interface Moment {
  readonly index: number;
  readonly now: number;
  /** How often the servers were started before. */
  readonly life: number;
}

function randomRow(random: Random, { index, now, life }: Moment) {
  const oneOf = <T>(values: readonly T[]): T => values[random.below(values.length)] as T;
  const time = now * 1_000 + oneOf([0, 0, -1, -3, -8, -15, 2]) * tickMicros;
  return {
    event_id: `e${index}`,
    user_id: oneOf(["a", "b", "c", `new ${life}`]),
    ts: formatMicros(time),
    ...(random.below(3) === 0 ? { seen_at: formatMicros(time + oneOf([0, 1, 5]) * tickMicros) } : {}),
    "select 'x\" ~/列": oneOf(["x", "y", null]),
    amount: oneOf([0.1, 0.2, -0.3, 1e6 + 0.7, 3, null]),
    small: oneOf([-5, 0, 1, 2, 9]),
    flag: oneOf([true, false]),
    word: oneOf(["bad", "good", "best"]),
    ...(random.below(4) === 0 ? { bought: oneOf([true, false]), paid: oneOf([1.5, -0.1]) } : {}),
  };
}

/** What was answered, without the ids that each side makes itself. */
function answersOf(outcomes: readonly Outcome[]) {
  return outcomes.map((outcome) =>
    outcome.kind === "answered" ? { inputs: outcome.inputs } : { ...outcome },
  );
}

interface Cut {
  readonly model: ServedModel;
  readonly definition: Definition;
  readonly now: number;
}

/** Removes what the definition may do without; everything that is not quite new where states are saved first. */
async function cut({ log, store }: Side, { model, definition, now }: Cut): Promise<number> {
  const isForever = looksBackForever(definition);
  const live = liveModelOf(model);
  const age = longestWindowMs(definition) + latenessMs + 20; // as a definition must have it
  return await retainEvents(store, {
    before: now - age,
    learnedSeq: null,
    plans: isForever ? [statePlan(live, maxLatenessMicros)] : [],
    cover: (entities) => coverEntities({ log, model: live, maxLatenessMicros, entities }),
    signal: new AbortController().signal,
    isDryRun: false,
    step: 7,
  });
}

interface Found {
  readonly gone: number;
  readonly removed: number;
  readonly compared: number;
}

async function runOnce(random: Random, run: number): Promise<Found> {
  const drawn = randomDefinition(random);
  const isBounded = run % 2 === 1;
  const features = drawn.features.filter((one) => !looksBackForever({ features: [one] }));
  const definition: Definition = isBounded
    ? {
        ...drawn,
        features,
        inputs: drawn.inputs.filter(
          ({ name, origin }) => origin === "column" || features.some((one) => one.name === name),
        ),
      }
    : drawn;
  const model = modelOfDefinition(definition, 1);
  await using whole = await openSide(`${run}-whole`, model);
  await using left = await openSide(`${run}-left`, model);
  let now = start;
  let [sent, gone] = [0, 0];
  for (let life = 0; life < 4; life += 1) {
    const live = { clock: () => now, maxLatenessMicros, factsBetweenSnapshots: 9 };
    const cores = [whole, left].map(({ host, log }) => new LiveCore({ host, log, ...live }));
    const born = sent;
    for (let round = 0; round < 12; round += 1) {
      now += random.below(5);
      const rows = Array.from({ length: 1 + random.below(3) }, () => ({
        raw: randomRow(random, { index: sent++, now, life }),
      }));
      // One that comes when its event has gone by age changes nothing any more.
      const about = Math.max(born, sent - 1 - random.below(6));
      const label = { event_id: `e${about}`, label: random.below(2) === 0 };
      const [one, other] = await Promise.all(
        cores.map(async (core) => {
          const answers = answersOf(await core.predict(rows, patient));
          if (definition.events.id !== null) await core.feedback([label], patient);
          return answers;
        }),
      );
      expect(other).toEqual(one);
    }
    await Promise.all(cores.map((core) => core.stop()));
    if (life === 3) break; // of the last life something is left to compare
    now += 60;
    gone += await cut(left, { model, definition, now });
  }
  const packageOf = async () => ({ manifest: { definition, cleaning: [] } });
  const found = await replay({ store: left.store, packageOf }, context());
  expect(found).toMatchObject({ mismatches: 0, isClean: true, predictions: found.compared + found.removed });
  return { gone, removed: found.removed, compared: found.compared };
}

test("a server answers on a log whose old events went as on one that is whole", async () => {
  const random = seededRandom(seed);
  const found: Found[] = [];
  for (let run = 0; run < runs; run += 1) found.push(await runOnce(random, run));
  const sum = (name: keyof Found) => found.reduce((total, one) => total + one[name], 0);
  // It proves nothing unless events went, and some predictions can be made again and others not.
  expect([sum("gone") > 50, sum("removed") > 10, sum("compared") > 10]).toEqual([true, true, true]);
});
