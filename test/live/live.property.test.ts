/**
 * The proof of the live core: whatever comes over HTTP, shuffled, twice, late, at once, to two servers over one store
 * through changes of the model, challengers beside it and a log that fails now and then, each prediction saw what the
 * batch SQL makes of the log.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Definition } from "../../src/core/definition/index.ts";
import { AirworthyError } from "../../src/core/error.ts";
import { type Random, seededRandom } from "../../src/core/random.ts";
import { formatMicros } from "../../src/core/time.ts";
import { type Engine, openEngine } from "../../src/io/engine.ts";
import type { EventLog } from "../../src/io/event-log/index.ts";
import { openStore } from "../../src/io/store/index.ts";
import { replay } from "../../src/stages/7-serve/index.ts";
import { randomDefinition, tickMicros } from "../replay/random-definition.ts";
import { type LiveApp, liveApp } from "../serve/live-app.ts";
import { modelOfDefinition } from "./model-of-definition.ts";

const runs = Number(process.env.AIRWORTHY_PROPERTY_RUNS ?? 3);
const seed = Number(process.env.AIRWORTHY_PROPERTY_SEED ?? 20_260_502);

let engine: Engine;
let directory: string;
beforeAll(async () => {
  engine = await openEngine({ threads: 1 });
  directory = await mkdtemp(join(tmpdir(), "airworthy-live-property-"));
});
afterAll(async () => {
  engine[Symbol.dispose]();
  await rm(directory, { recursive: true });
});

const start = 1_750_000_000_000;
type Raw = Readonly<Record<string, unknown>>;

function randomRaw(random: Random, { index, now }: { index: number; now: number }): Raw {
  const oneOf = <T>(values: readonly T[]): T => values[random.below(values.length)] as T;
  const at = now * 1_000 + oneOf([0, 0, 0.001, -1, -3, -8, -15, -30, 2, 9]) * tickMicros;
  const maybe = (values: Raw): Raw => (random.below(3) === 0 ? {} : values);
  return {
    event_id: `e${index}`,
    user_id: oneOf(["a", "b", 'é "quoted"']),
    ts: formatMicros(at),
    ...maybe({ seen_at: formatMicros(at + oneOf([0, 1, 5, 20]) * tickMicros) }),
    ...maybe({ label_at: formatMicros(at + oneOf([1, 4, 16]) * tickMicros) }),
    ...maybe({ "select 'x\" ~/列": oneOf(["x", "y", "列\n", null]) }),
    ...maybe({ amount: oneOf([0.1, 0.2, -0.3, 1e6 + 0.7, -1e6, 3, "2.5", null]) }),
    ...maybe({ small: oneOf([-5, 0, 1, 2, 9, "4"]) }),
    ...maybe({ flag: oneOf([true, false, "yes", 0]) }),
    ...maybe({ word: oneOf(["bad", "good", "Ünü", "", "best"]) }),
    ...(random.below(4) === 0 ? { bought: oneOf([true, false]), paid: oneOf([1.5, -0.1, 12]) } : {}),
    ...(random.below(40) === 0 ? { [oneOf(["user_id", "ts", "small"])]: oneOf([null, {}, "?"]) } : {}),
  };
}

interface Sent {
  readonly path: string;
  readonly body: unknown;
}

/** What one client sends at one time: new events, such as came before, and labels for some of both. */
function randomRequest(random: Random, sent: Raw[], now: number): Sent {
  if (random.below(4) === 0) {
    const label = [true, false, "maybe"][random.below(random.below(4) === 0 ? 3 : 2)];
    const said = random.below(5) === 0 ? { withdraw: true } : { label };
    const source = [undefined, "crm"][random.below(2)];
    return { path: "/feedback", body: { event_id: `e${random.below(sent.length + 4)}`, ...said, source } };
  }
  const rows = Array.from({ length: 1 + random.below(3) }, () => {
    const known = random.below(6) === 0 ? sent[random.below(sent.length)] : undefined;
    const row = known ?? randomRaw(random, { index: sent.length, now });
    if (known === undefined) sent.push(row);
    return random.below(30) === 0 ? { ...row, small: 3 } : row;
  });
  const path = ["/predict", "/predict", "/predict?record=false", "/events"][random.below(4)] ?? "";
  return { path, body: rows.length === 1 ? rows[0] : rows };
}

/** Answers by event id: whoever asks the same again must be told the same. */
type Told = Map<string, string>;

function remember(told: Told, reply: { readonly statusCode: number; json(): unknown }): void {
  if (reply.statusCode !== 200) return;
  const answer = reply.json() as { predictions?: { event_id: string | null }[]; event_id?: string | null };
  for (const one of answer.predictions ?? [answer]) {
    if (typeof one.event_id !== "string") continue;
    const known = told.get(one.event_id);
    expect(JSON.stringify(one)).toBe(known ?? JSON.stringify(one));
    told.set(one.event_id, JSON.stringify(one));
  }
}

const latenesses = [12 * tickMicros, 1e12];

const fine = new Set([200, 409, 422]);

/** A log that fails now and then: before anything was written, or after all was, which its caller cannot tell apart. */
function flaky(log: EventLog, random: Random): EventLog {
  const failure = () => new AirworthyError("STORE_UNUSABLE", "The store is away.");
  return {
    async append(entries, options) {
      const fate = random.below(20);
      if (fate === 0) throw failure();
      const appended = await log.append(entries, options);
      if (fate === 1) throw failure();
      return appended;
    },
    async read(options) {
      if (random.below(30) === 0) throw failure();
      return await log.read(options);
    },
    async saveSnapshots(plan, snapshots) {
      if (random.below(4) === 0) throw failure();
      await log.saveSnapshots(plan, snapshots);
    },
    [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
  };
}

function isAway(reply: { readonly statusCode: number; json(): { code: string } }): boolean {
  return reply.statusCode === 503 && reply.json().code === "STORE_UNUSABLE";
}

async function fill(servers: readonly LiveApp[], random: Random, tick: () => number): Promise<number> {
  const sent: Raw[] = [];
  const told: Told = new Map();
  for (let round = 0; round < 25; round += 1) {
    const now = tick();
    const requests = Array.from({ length: 1 + random.below(6) }, () => randomRequest(random, sent, now));
    const replies = await Promise.all(
      requests.map(async ({ path, body }) => {
        const reply = await servers[random.below(servers.length)]?.post(path, body);
        return { path, reply };
      }),
    );
    for (const { path, reply } of replies) {
      if (reply === undefined || !(fine.has(reply.statusCode) || isAway(reply)))
        expect.fail(`${path}: ${reply?.body}`);
      if (path.startsWith("/predict")) remember(told, reply);
    }
  }
  return told.size;
}

async function runOnce(random: Random, location: string): Promise<void> {
  const first = randomDefinition(random);
  const second = { ...randomDefinition(random), name: first.name };
  // One log has ids for all or for none.
  const definitions: Definition[] = [first, { ...second, events: { ...second.events, id: first.events.id } }];
  const [one, two] = definitions.map((definition, index) => modelOfDefinition(definition, index + 1));
  if (one === undefined || two === undefined) throw new Error("there are two");
  let now = start;
  const live = {
    clock: () => now,
    entities: 2,
    factsBetweenSnapshots: 5,
  };
  const through = (log: EventLog) => flaky(log, seededRandom(random.below(1e6)));
  await using left = await liveApp(one, {
    through,
    location,
    live: { ...live, maxLatenessMicros: latenesses[random.below(2)] ?? 0 },
  });
  await using right = await liveApp(two, {
    through,
    location,
    live: { ...live, maxLatenessMicros: latenesses[random.below(2)] ?? 0 },
  });
  const tick = () => {
    now += random.below(3);
    const host = (random.below(2) === 0 ? left : right).host;
    const oneOf = <T>(values: readonly T[]): T => values[random.below(values.length)] as T;
    if (random.below(12) === 0) void left.host.load(oneOf([one, two]));
    const mode = oneOf(["canary", "canary", "shadow"] as const);
    const terms = { rollout: oneOf(["r1", "r2"]), mode, share: oneOf([0.2, 0.5, 0.8, 1]) };
    if (random.below(5) === 0) void host.try(oneOf([one, two]), terms);
    if (random.below(4) === 0 && host.trial !== null)
      void host.setTerms({ ...terms, rollout: host.trial.rollout });
    if (random.below(8) === 0) void host.endTrial();
    return now;
  };
  const answered = await fill([left, right], random, tick);
  await using store = await openStore(location);
  const found = await replay(
    {
      store,
      packageOf: async (_, version) => ({
        manifest: { definition: definitions[version - 1] as Definition, cleaning: [] },
      }),
    },
    { engine, emit: () => {}, now: Date.now, signal: new AbortController().signal },
  );
  const wrong = found.versions.flatMap(({ version, refused, inputs }) => [
    ...inputs.filter(({ mismatches }) => mismatches > 0).map((input) => ({ version, ...input })),
    ...(refused.count > 0 ? [{ version, refused }] : []),
  ]);
  expect(wrong).toEqual([]);
  expect(found).toMatchObject({ isClean: true, compared: found.predictions, mismatches: 0 });
  expect(found.predictions).toBeGreaterThanOrEqual(answered);
  expect(found.predictions).toBeGreaterThan(10);
}

test(`each logged prediction saw what the batch SQL makes of the log, ${runs} definitions (seed ${seed})`, {
  timeout: 60_000 + runs * 10_000,
}, async () => {
  for (let run = 0; run < runs; run += 1) {
    try {
      await runOnce(seededRandom(seed + run), join(directory, `${run}.sqlite`));
    } catch (cause) {
      throw new Error(`seed ${seed + run}: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
      });
    }
  }
});
