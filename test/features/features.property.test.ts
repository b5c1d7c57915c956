/** DESIGN §4's proof: random definitions over random streams through an oracle, the SQL and the reducer. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Value } from "../../src/core/expression/index.ts";
import { type Random, seededRandom } from "../../src/core/random.ts";
import { type Engine, openEngine } from "../../src/io/engine.ts";
import { compile } from "../../src/stages/3-features/compile.ts";
import { readFacts } from "../../src/stages/3-features/facts.ts";
import { askFeatures, type Reducer, reducer } from "../../src/stages/3-features/index.ts";
import { agrees } from "./agreement.ts";
import { type OracleEvent, oracle } from "./oracle.ts";
import {
  randomDefinition,
  randomFeatures,
  randomScenario,
  randomStream,
  type Scenario,
  shuffled,
  tick,
  totalled,
} from "./random-stream.ts";
import { writeEvents } from "./write-events.ts";

const runs = Number(process.env.AIRWORTHY_PROPERTY_RUNS ?? 150);
const seed = Number(process.env.AIRWORTHY_PROPERTY_SEED ?? 20_260_501);

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ threads: 1 });
});
afterAll(() => engine[Symbol.dispose]());

type Answers = ReadonlyMap<number, readonly Value[]>;

async function bySql({ events, features, stream }: Scenario): Promise<Answers> {
  await writeEvents(engine, "events", stream, events.columns);
  const facts = await readFacts(engine, "events", events);
  const { sql } = compile({ definition: { events, features }, facts, from: "events", columns: ["_aw_row"] });
  const rows = await engine.all(sql);
  return new Map(
    rows.map((row) => [Number(row._aw_row), features.map(({ name }) => (row[name] ?? null) as Value)]),
  );
}

function restarted(from: Reducer, scenario: Scenario, maxLatenessMicros = Number.POSITIVE_INFINITY): Reducer {
  const next = reducer(scenario, { maxLatenessMicros });
  for (const key of from.entities()) {
    const state = from.stateOf(key);
    if (state !== null) next.load(key, JSON.parse(JSON.stringify(state)));
  }
  return next;
}

/** All events first, in any order and through a restart, then every question. */
function byReducer(scenario: Scenario, random: Random): Answers {
  let state = reducer(scenario, { maxLatenessMicros: Number.POSITIVE_INFINITY });
  const order = shuffled(random, scenario.stream);
  for (const [index, event] of order.entries()) {
    state.observe(event);
    if (index % 4 === 0) state.featuresAt(event);
    if (index === order.length >> 1) state = restarted(state, scenario);
  }
  return new Map(scenario.stream.map((row) => [row._aw_row, Object.values(state.featuresAt(row))]));
}

function byOracle({ events, features, stream }: Scenario, asked: readonly OracleEvent[] = stream) {
  return new Map(asked.map((row) => [row._aw_row, oracle(features, events, stream, row)]));
}

function compareAnswers(
  name: string,
  scenario: Scenario,
  expected: ReturnType<typeof byOracle>,
  actual: Answers,
): void {
  const { events, features, stream } = scenario;
  for (const [row, answers] of expected) {
    for (const [index, { expression }] of features.entries()) {
      const wanted = answers[index] ?? { value: null, scale: 0 };
      const got = actual.get(row)?.[index];
      if (got !== undefined && agrees(wanted, got, expression)) continue;
      const { id, known, label } = events;
      expect.fail(
        [
          `${name}: f${index} of row ${row}: wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`,
          JSON.stringify({ id, known, label }),
          JSON.stringify(expression),
          ...stream.map((event) => JSON.stringify(event)),
        ].join("\n"),
      );
    }
  }
}

test(`SQL and reducer answer as the oracle does, ${runs} definitions (seed ${seed})`, async () => {
  let told = 0;
  for (let run = 0; run < runs; run += 1) {
    const random = seededRandom(seed + run);
    const scenario = randomScenario(random);
    const expected = byOracle(scenario);
    const sql = await bySql(scenario);
    expect(sql.size).toBe(scenario.stream.length);
    compareAnswers(`seed ${seed + run}: SQL`, scenario, expected, sql);
    compareAnswers(`seed ${seed + run}: reducer`, scenario, expected, byReducer(scenario, random));
    told += [...expected.values()].flat().filter(({ value }) => value !== null && value !== 0).length;
  }
  // Most answers say something: the streams reach into the windows.
  expect(told).toBeGreaterThan(runs * 40);
});

test(`reducer() answers live while it folds the past, ${runs / 10} long streams (seed ${seed})`, () => {
  for (let run = 0; run < runs / 10; run += 1) {
    const random = seededRandom(seed + run);
    const events = { ...randomDefinition(random), id: "event_id" };
    const stream = randomStream(random, events, { size: 500, ticks: 500 });
    const features = totalled[run % 6] ?? randomFeatures(random, 4);
    const scenario = { events, features, stream };
    let state = reducer(scenario, { maxLatenessMicros: 20 * tick });
    const instantOf = (row: OracleEvent, column: string): number | null =>
      typeof row[column] === "number" ? Number(row[column]) : null;
    const steps = stream.flatMap((row) => {
      const [asksAt, knownAt] = [instantOf(row, "ts"), instantOf(row, events.known ?? "ts")];
      return [
        ...(knownAt === null ? [] : [{ at: knownAt, row, asks: false }]),
        ...(asksAt === null || row._aw_row % 8 > 0 ? [] : [{ at: asksAt, row, asks: true }]),
      ];
    });
    const asked: OracleEvent[] = [];
    const answers = new Map<number, readonly Value[]>();
    for (const { row, asks } of steps.sort((a, b) => a.at - b.at || Number(a.asks) - Number(b.asks))) {
      if (asks) {
        asked.push(row);
        answers.set(row._aw_row, Object.values(state.featuresAt(row)));
        if (asked.length % 16 === 0) state = restarted(state, scenario, 20 * tick);
      } else expect(state.observe(row)).not.toBe("late");
    }
    compareAnswers(`seed ${seed + run}: live reducer`, scenario, byOracle(scenario, asked), answers);
    const kept = [...state.entities()].reduce<number>(
      (sum, key) => sum + (state.stateOf(key)?.events.length ?? 0),
      0,
    );
    const forgotten = [...state.entities()].some((key) => state.stateOf(key)?.horizon !== null);
    expect(forgotten).toBe(true);
    expect(kept).toBeLessThan(stream.length);
  }
});

test(`neither order nor repeats change an answer, ${runs / 10} definitions (seed ${seed})`, async () => {
  for (let run = 0; run < runs / 10; run += 1) {
    const random = seededRandom(seed + run);
    const events = { ...randomDefinition(random), id: "event_id" };
    const rows = randomStream(random, events, { size: 25 });
    const unique = [...new Map(rows.map((row) => [row.event_id, row])).values()].filter(
      ({ event_id }) => event_id !== null,
    );
    const features = randomFeatures(random, 4);
    const answersById = async (stream: readonly OracleEvent[]) => {
      const answers = await bySql({ events, features, stream });
      return Object.fromEntries(stream.map((row) => [String(row.event_id), answers.get(row._aw_row)]));
    };
    const numbered = (stream: readonly OracleEvent[]) =>
      stream.map((row, index) => ({ ...row, _aw_row: index + 1 }));
    const once = await answersById(numbered(unique));
    const often = numbered(shuffled(random, [...unique, ...unique.filter(() => random.below(2) === 0)]));
    expect(await answersById(often), `seed ${seed + run}`).toEqual(once);
  }
});

test(`rows that only ask are nobody's past, ${runs / 5} definitions (seed ${seed})`, async () => {
  let told = 0;
  for (let run = 0; run < runs / 5; run += 1) {
    const random = seededRandom(seed + run);
    const { events, features, stream } = randomScenario(random);
    const asking = new Set(stream.filter(() => random.below(2) === 0).map(({ _aw_row }) => _aw_row));
    const past = stream.filter(({ _aw_row }) => !asking.has(_aw_row));
    const rows = stream.map((row) => ({ ...row, only_asks: asking.has(row._aw_row) }));
    await writeEvents(engine, "asked", rows, { ...events.columns, only_asks: { kind: "boolean" } });
    const sql = await askFeatures(
      { definition: { events, features }, from: "asked", asks: "only_asks", columns: ["_aw_row"] },
      engine,
    );
    const actual = new Map(
      (await engine.all(sql)).map((row) => [
        Number(row._aw_row),
        features.map(({ name }) => (row[name] ?? null) as Value),
      ]),
    );
    expect(actual.size).toBe(asking.size);
    const expected = new Map(
      stream
        .filter(({ _aw_row }) => asking.has(_aw_row))
        .map((row) => [row._aw_row, oracle(features, events, past, row)]),
    );
    compareAnswers(`seed ${seed + run}: asked`, { events, features, stream }, expected, actual);
    told += [...expected.values()].flat().filter(({ value }) => value !== null && value !== 0).length;
  }
  expect(told).toBeGreaterThan(runs);
});
