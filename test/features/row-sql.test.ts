import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ColumnKind } from "../../src/core/column.ts";
import {
  columnExpression,
  evaluateRow,
  type Value,
  type ValueType,
} from "../../src/core/expression/index.ts";
import { lowerTable, lowerText } from "../../src/core/expression/lower.ts";
import { seededRandom } from "../../src/core/random.ts";
import { duckdb, printSql, rowSql, spark } from "../../src/core/sql/index.ts";
import { type Engine, openEngine } from "../../src/io/engine.ts";
import { pick, randomEvent, randomExpression, testColumns } from "./random-expression.ts";
import { writeEvents } from "./write-events.ts";

const runs = Number(process.env.AIRWORTHY_PROPERTY_RUNS ?? 300);
const seed = Number(process.env.AIRWORTHY_PROPERTY_SEED ?? 20_260_501);

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ threads: 1 });
});
afterAll(() => engine[Symbol.dispose]());

function agrees(left: Value, right: Value, exact: boolean): boolean {
  if (Object.is(left, right)) return true;
  if (exact || typeof left !== "number" || typeof right !== "number") return false;
  return Math.abs(left - right) <= 1e-9 * Math.max(Math.abs(left), Math.abs(right));
}

describe("rowSql()", () => {
  test(`means what evaluateRow() means, ${runs} × 20 expressions over 30 events (seed ${seed})`, async () => {
    for (let run = 0; run < runs / 10; run += 1) {
      const random = seededRandom(seed + run);
      const events = Array.from({ length: 30 }, () => randomEvent(random));
      await writeEvents(engine, "events", events, testColumns);
      const expressions = Array.from({ length: 20 }, () => {
        const exact = random.below(4) > 0;
        const type: ValueType = pick(random, ["number", "number", "boolean", "text", "timestamp"] as const);
        return { exact, node: randomExpression(random, type, { depth: 4, exact }).node };
      });
      const kindOf = (column: string) =>
        (testColumns as Readonly<Record<string, { readonly kind: ColumnKind }>>)[column]?.kind;
      const selected = expressions.map(
        ({ node }, index) =>
          `${printSql(rowSql(node, index % 2 === 0 ? { kindOf } : {}), duckdb)} AS f${index}`,
      );
      const rows = await engine.all(`SELECT ${selected.join(", ")} FROM events ORDER BY _aw_row`);
      for (const [at, event] of events.entries()) {
        for (const [index, { node, exact }] of expressions.entries()) {
          const fromSql = (rows[at]?.[`f${index}`] ?? null) as Value;
          const fromJs = evaluateRow(node, event);
          if (agrees(fromJs, fromSql, exact)) continue;
          expect.fail(
            `seed ${seed + run}: ${JSON.stringify(event)} gives ${fromJs} in JS and ${fromSql} in SQL: ${selected[index]}`,
          );
        }
      }
    }
  });

  test("lowers every code point that has cases as lowerText() does", async () => {
    const lower = rowSql(columnExpression("c", "text").lower().node);
    const rows = await engine.all(
      `SELECT n, hex(${printSql(lower, duckdb)}) AS lower
       FROM (SELECT n, chr(n::INTEGER) AS c FROM range(1, 1114112) t(n) WHERE n NOT BETWEEN 55296 AND 57343)
       WHERE c <> lower(c) OR n < 1280 OR n BETWEEN 8192 AND 65535 OR n % 997 = 0`,
    );
    const hexOf = (text: string) => Buffer.from(text).toString("hex").toUpperCase();
    const differing = rows.filter(
      ({ n, lower }) => hexOf(lowerText(String.fromCodePoint(Number(n)))) !== lower,
    );
    expect(differing).toEqual([]);
    expect(rows.length).toBeGreaterThan(20_000);
    expect(lowerTable.from).toHaveLength(lowerTable.to.length);
  });

  test("prints the same tree for DuckDB and Spark (text only: Spark is not run here)", () => {
    const real = columnExpression("real", "number");
    const moment = columnExpression("moment", "timestamp");
    const word = columnExpression("it's", "text");
    const node = word.contains("a\\b").choose(real.dividedBy(moment.dayOfWeek()), 1e21).node;
    expect(printSql(rowSql(node), duckdb)).toMatchInlineSnapshot(
      `"CASE WHEN isfinite((CASE WHEN contains("it's", 'a\\b') THEN (CAST("real" AS DOUBLE) / CASE WHEN (CAST(isodow(make_timestamp(epoch_us("moment"))) AS DOUBLE) <> 0e0) THEN CAST(isodow(make_timestamp(epoch_us("moment"))) AS DOUBLE) END) ELSE 1e21 END + 0e0)) THEN (CASE WHEN contains("it's", 'a\\b') THEN (CAST("real" AS DOUBLE) / CASE WHEN (CAST(isodow(make_timestamp(epoch_us("moment"))) AS DOUBLE) <> 0e0) THEN CAST(isodow(make_timestamp(epoch_us("moment"))) AS DOUBLE) END) ELSE 1e21 END + 0e0) END"`,
    );
    expect(printSql(rowSql(node), spark)).toMatchInlineSnapshot(
      `"CASE WHEN (abs((CASE WHEN contains(\`it's\`, 'a\\\\b') THEN (CAST(\`real\` AS DOUBLE) / CASE WHEN (CAST((weekday(timestamp_micros(unix_micros(CAST(\`moment\` AS TIMESTAMP)))) + 1) AS DOUBLE) <> 0e0) THEN CAST((weekday(timestamp_micros(unix_micros(CAST(\`moment\` AS TIMESTAMP)))) + 1) AS DOUBLE) END) ELSE 1e21 END + 0e0)) < CAST('Infinity' AS DOUBLE)) THEN (CASE WHEN contains(\`it's\`, 'a\\\\b') THEN (CAST(\`real\` AS DOUBLE) / CASE WHEN (CAST((weekday(timestamp_micros(unix_micros(CAST(\`moment\` AS TIMESTAMP)))) + 1) AS DOUBLE) <> 0e0) THEN CAST((weekday(timestamp_micros(unix_micros(CAST(\`moment\` AS TIMESTAMP)))) + 1) AS DOUBLE) END) ELSE 1e21 END + 0e0) END"`,
    );
  });
});
