/** Rows of the log as a table must be what a server makes of them, one by one, at the time of their arrival. */
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rows as rowsWhere } from "../../../core/definition/index.ts";
import { cleanColumn } from "../../../core/definition/rule.ts";
import { quoteText, type SqlRow } from "../../../io/engine.ts";
import { clickColumns, define, openWorkshop, type Workshop } from "../../1-collect/workshop.test-support.ts";
import { readRow } from "../parse-rows.ts";
import { arrivalColumn, cleanLogged, seqColumn } from "./clean-logged.ts";

const start = Date.UTC(2026, 0, 1);
let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop(start + 1_000_000); // what had not happened when it came has happened since
});
afterAll(() => workshop[Symbol.asyncDispose]());

const [clicks, dwell, device, ts] = [
  cleanColumn("clicks", "integer"),
  cleanColumn("dwell", "number"),
  cleanColumn("device", "category"),
  cleanColumn("ts", "timestamp"),
];
const rules = [
  device.isMissing().impute("none"),
  dwell.isOutside({ min: -2, max: 3 }).clip(),
  clicks.isOutside({ min: 0 }).setAside("clicks below zero"),
  ts.isFuture("1s").drop("not yet"),
  device.doesNotMatch("[a-z]+").drop(),
  rowsWhere(clicks.gt(dwell)).drop("it's more clicks than time"),
];
const definition = define({ rules });
const serving = {
  definition,
  outcomes: rules.map(({ name, policy }) => ({ rule: name, policy: policy.kind, rows: 0, bounds: null })),
  given: new Set<string>(),
};

const odd = fc.constantFrom<unknown>(
  null,
  true,
  1,
  0,
  1.5,
  -3,
  1e3,
  -0,
  2 ** 53,
  1e300,
  "",
  "1.7",
  " 5",
  "nan",
  "tr\\ue",
  "ïos",
  [1],
  { a: 1 },
);
const often = <T>(usual: fc.Arbitrary<T>) =>
  fc.option(
    fc.oneof({ weight: 20, arbitrary: usual as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: odd }),
    { nil: undefined, freq: 20 },
  );
const raws = fc.record({
  event_id: often(fc.string({ unit: "grapheme" })),
  user_id: often(fc.constantFrom("u1", "u2", 7)),
  ts: often(fc.integer({ min: -2_500, max: 2_500 }).map((shift) => new Date(start + shift).toISOString())),
  device: often(fc.constantFrom("ios", "web", "Web 2", "it's\n")),
  clicks: often(fc.integer({ min: -1, max: 4 })),
  dwell: often(fc.integer({ min: -12, max: 16 }).map((quarters) => quarters / 4)),
  bought: often(fc.constantFrom(true, false, "yes", 0)),
});

/** What the server makes of one: its columns, or null where it is refused, and by what. */
function served(raw: unknown, receivedAt: number) {
  const read = readRow(raw, { serving, now: receivedAt });
  return "event" in read
    ? { event: read.event, refusals: [] }
    : { event: null, refusals: read.faults.flatMap(({ field, rule }) => [rule, `${field}: ${rule}`]) };
}

test("cleanLogged() makes of each row what the server made of it when it came", async () => {
  const { context, directory } = workshop;
  await fc.assert(
    fc.asyncProperty(fc.array(raws, { minLength: 1, maxLength: 60 }), async (all) => {
      const lines = all.map((raw, index) => JSON.stringify({ seq: index, received_at: start + index, raw }));
      await workshop.write("logged.jsonl", `${lines.join("\n")}\n`);
      const types = "{seq: 'BIGINT', received_at: 'BIGINT', raw: 'JSON'}";
      const from = `read_json(${quoteText(join(directory, "logged.jsonl"))}, format = 'newline_delimited', columns = ${types})`;
      const { rows, refused } = await cleanLogged({ definition, from, directory, name: "cleaned" }, context);
      const kept = await context.engine.all(`SELECT * FROM ${rows}`);
      const gone = await context.engine.all(`SELECT * FROM ${refused}`);
      expect(kept.length + gone.length).toBe(all.length);
      const found = new Map(
        kept.map(({ [seqColumn]: seq, [arrivalColumn]: at, ...row }) => [seq, { at, row }]),
      );
      const rulesOf = new Map(gone.map(({ seq, rule }: SqlRow) => [seq, rule]));
      for (const [index, raw] of all.entries()) {
        const { event, refusals } = served(raw, start + index);
        if (event === null) expect(refusals, JSON.stringify(raw)).toContain(rulesOf.get(index));
        else expect(found.get(index)).toEqual({ at: (start + index) * 1_000, row: event });
      }
    }),
    { numRuns: 12 },
  );
});

test("cleanLogged() of rows that are all refused keeps none", async () => {
  const { context, directory } = workshop;
  const from = `(SELECT 4 AS seq, 0 AS received_at, CAST('{"clicks": -1}' AS JSON) AS raw)`;
  const { rows, refused } = await cleanLogged({ definition, from, directory, name: "none" }, context);
  const [{ columns = 0 } = {}] = await context.engine.all(
    `SELECT count(*) AS columns FROM (DESCRIBE SELECT * FROM ${rows})`,
  );
  expect(columns).toBe(Object.keys(clickColumns).length + 2);
  expect(await context.engine.all(`SELECT * FROM ${rows}`)).toEqual([]);
  expect(await context.engine.all(`SELECT * FROM ${refused}`)).toEqual([
    { seq: 4, rule: "clicks below zero" },
  ]);
});
