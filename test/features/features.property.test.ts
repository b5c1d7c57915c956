import { afterAll, beforeAll, expect, test } from "vitest";
import type { Value } from "../../src/core/expression/index.ts";
import { seededRandom } from "../../src/core/random.ts";
import { type Engine, openEngine } from "../../src/io/engine.ts";
import { compile } from "../../src/stages/3-features/compile.ts";
import { readFacts } from "../../src/stages/3-features/facts.ts";
import { agrees } from "./agreement.ts";
import { oracle } from "./oracle.ts";
import { randomScenario, type Scenario } from "./random-stream.ts";
import { writeEvents } from "./write-events.ts";

const runs = Number(process.env.AIRWORTHY_PROPERTY_RUNS ?? 200);
const seed = Number(process.env.AIRWORTHY_PROPERTY_SEED ?? 20_260_501);

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ threads: 1 });
});
afterAll(() => engine[Symbol.dispose]());

async function bySql({
  events,
  features,
  stream,
}: Scenario): Promise<{ sql: string; rows: Map<number, Value[]> }> {
  await writeEvents(engine, "events", stream, events.columns);
  const facts = await readFacts(engine, "events", events);
  const { sql } = compile({ definition: { events, features }, facts, from: "events", columns: ["_aw_row"] });
  const rows = await engine.all(sql);
  return {
    sql,
    rows: new Map(
      rows.map((row) => [Number(row._aw_row), features.map(({ name }) => (row[name] ?? null) as Value)]),
    ),
  };
}

function describeMismatch(
  scenario: Scenario,
  row: number,
  index: number,
  expected: unknown,
  actual: unknown,
): string {
  const { events, features, stream } = scenario;
  const { id, known, label } = events;
  return [
    `f${index} of row ${row}: wanted ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`,
    JSON.stringify({ id, known, label }),
    JSON.stringify(features[index]?.expression),
    ...stream.map((event) => JSON.stringify(event)),
  ].join("\n");
}

test(`SQL answers as the oracle does, ${runs} definitions (seed ${seed})`, async () => {
  for (let run = 0; run < runs; run += 1) {
    const scenario = randomScenario(seededRandom(seed + run));
    const { sql, rows } = await bySql(scenario);
    expect(rows.size).toBe(scenario.stream.length);
    for (const asking of scenario.stream) {
      const expected = oracle(scenario.features, scenario.events, scenario.stream, asking);
      const actual = rows.get(asking._aw_row) ?? [];
      for (const [index, { expression }] of scenario.features.entries()) {
        const wanted = expected[index] ?? { value: null, scale: 0 };
        if (agrees(wanted, actual[index] ?? null, expression)) continue;
        expect.fail(
          `seed ${seed + run}: ${describeMismatch(scenario, asking._aw_row, index, wanted, actual[index])}\n${sql}`,
        );
      }
    }
  }
});
