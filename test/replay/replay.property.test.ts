/** Whatever a log holds in whatever order: what serving saw is what the batch SQL makes of it, and nothing else passes. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Definition } from "../../src/core/definition/index.ts";
import { type Random, seededRandom } from "../../src/core/random.ts";
import { formatMicros } from "../../src/core/time.ts";
import { type Engine, openEngine } from "../../src/io/engine.ts";
import { type EventLog, openEventLog } from "../../src/io/event-log/index.ts";
import { openStore } from "../../src/io/store/index.ts";
import { replay } from "../../src/stages/7-serve/index.ts";
import { type PostgresServer, startPostgres } from "../postgres/postgres-server.ts";
import { LoggedServing } from "./logged-serving.ts";
import { randomDefinition, tickMicros } from "./random-definition.ts";

const runs = Number(process.env.AIRWORTHY_PROPERTY_RUNS ?? 4);
const seed = Number(process.env.AIRWORTHY_PROPERTY_SEED ?? 20_260_501);

let engine: Engine;
let directory: string;
let server: PostgresServer;
beforeAll(async () => {
  engine = await openEngine({ threads: 1 });
  directory = await mkdtemp(join(tmpdir(), "airworthy-replay-"));
  server = await startPostgres();
});
afterAll(async () => {
  engine[Symbol.dispose]();
  await server?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const context = () => ({ engine, emit: () => {}, now: Date.now, signal: new AbortController().signal });
const start = 1_750_000_000_000;

type Raw = Readonly<Record<string, unknown>>;

/** As people write JSON: over several lines, with a key twice, with numbers that no double holds. */
function written(random: Random, raw: Raw): string {
  const text = JSON.stringify(raw, null, random.below(3) === 0 ? 2 : 0);
  return random.below(4) > 0 ? text : text.replace("{", '{"amount":7,"nobody asked":[1e999,"\\udc00"],');
}

function randomRaw(random: Random, { run, index, now }: { run: number; index: number; now: number }): Raw {
  const oneOf = <T>(values: readonly T[]): T => values[random.below(values.length)] as T;
  const at = now * 1_000 + oneOf([0, 0, -1, -3, -8, -15, -30, 2, 9]) * tickMicros;
  const instant = (micros: number) => formatMicros(micros);
  const maybe = (values: Raw): Raw => (random.below(3) === 0 ? {} : values);
  return {
    event_id: `${run}-${index}`,
    user_id: `${run}-${oneOf(["a", "b", 'é "quoted"'])}`,
    ts: instant(at),
    ...maybe({ seen_at: instant(at + oneOf([0, 1, 5, 20]) * tickMicros) }),
    ...maybe({ label_at: instant(at + oneOf([1, 4, 16]) * tickMicros) }),
    ...maybe({ "select 'x\" ~/列": oneOf(["x", "y", "列\n", null]) }),
    ...maybe({ amount: oneOf([0.1, 0.2, -0.3, 1e6 + 0.7, -1e6, 3, "2.5", null]) }),
    ...maybe({ small: oneOf([-5, 0, 1, 2, 9, "4"]) }),
    ...maybe({ flag: oneOf([true, false, "yes", 0]) }),
    ...maybe({ word: oneOf(["bad", "good", "Ünü", "", "best", "\ud800!", "a\0b"]) }),
    ...(random.below(4) === 0 ? { bought: oneOf([true, false]), paid: oneOf([1.5, -0.1, 12]) } : {}),
  };
}

/** Two versions of different meaning take turns with the same entities; what comes when, comes late and early. */
async function fill(
  log: EventLog,
  definitions: readonly [Definition, Definition],
  { run, random }: { readonly run: number; readonly random: Random },
): Promise<number> {
  const servings = definitions.map(
    (definition, index) =>
      new LoggedServing(log, {
        definition,
        version: 2 * run + index,
        maxLatenessMicros: (index + run) % 2 === 0 ? 12 * tickMicros : 1e12,
      }),
  );
  let predictions = 0;
  let now = start;
  for (let index = 0; index < 80; index += 1) {
    now += random.below(3);
    const serving = servings[random.below(2)];
    if (random.below(4) === 0) {
      const of = `${run}-${random.below(index + 3)}`;
      await serving?.label(
        of,
        [true, false, "maybe", undefined][random.below(random.below(4) === 0 ? 4 : 2)],
        now,
      );
      continue;
    }
    const predict = random.below(3) === 0 ? null : `p${run}-${index}`;
    const taken = await serving?.take(written(random, randomRaw(random, { run, index, now })), {
      now,
      predict,
      record: predict === null || random.below(5) > 0,
    });
    if (taken === true && predict !== null) predictions += 1;
  }
  return predictions;
}

test.each([
  ["sqlite", runs],
  ["postgres", Math.ceil(runs / 4)],
] as const)(
  `replay() finds no skew in random logs in %s: %i of them (seed ${seed})`,
  { timeout: 60_000 + runs * 4_000 },
  async (kind, count) => {
    const location = kind === "postgres" ? await server.newDatabase() : join(directory, "store.sqlite");
    await using log = await openEventLog(location);
    await using store = await openStore(location);
    const definitions: Definition[] = [];
    let predictions = 0;
    for (let run = 0; run < count; run += 1) {
      const random = seededRandom(seed + run);
      const [one, two] = [randomDefinition(random), randomDefinition(random)];
      // One log has ids for all or for none.
      const pair = [one, { ...two, events: { ...two.events, id: one.events.id } }] as const;
      definitions.push(...pair);
      predictions += await fill(log, pair, { run, random });
    }
    const found = await replay(
      {
        store,
        packageOf: async (_, version) => ({
          manifest: { definition: definitions[version] as Definition, cleaning: [] },
        }),
      },
      context(),
      { rowsAtOnce: 500 },
    );
    const wrong = found.versions.flatMap(({ version, refused, inputs }) => [
      ...inputs.filter(({ mismatches }) => mismatches > 0).map((input) => ({ version, ...input })),
      ...(refused.count > 0 ? [{ version, refused }] : []),
    ]);
    expect(wrong).toEqual([]);
    expect(found).toMatchObject({ isClean: true, predictions, compared: predictions, mismatches: 0 });
    expect(predictions).toBeGreaterThan(count * 15);
  },
);
