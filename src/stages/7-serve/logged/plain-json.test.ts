import { afterAll, beforeAll, expect, test } from "vitest";
import { type Engine, openEngine, quoteText } from "../../../io/engine.ts";
import { plainJson } from "./plain-json.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ threads: 1 });
});
afterAll(() => engine[Symbol.dispose]());

test.each([
  ['{\n  "a": 1,\r\n  "b": "x\\ny"\n}', '{"a":1,"b":"x\\ny"}'],
  ['{"a":1,"a":2}', '{"a":2}'],
  ['{"a":1e999,"b":-1e999}', '{"a":null,"b":null}'],
  ['{"a":"\\ud800x","\\udfff":["\\uD83D\\uDE00"]}', '{"a":"\ufffdx","\ufffd":["\u{1F600}"]}'],
  ['{"a":"\\\\ud800"}', '{"a":"\\\\ud800"}'],
  ['{"__proto__":{"a":1},"a":0.1}', '{"__proto__":{"a":1},"a":0.1}'],
])("plainJson() writes %j so that the engine reads it", async (text, plain) => {
  expect(plainJson(text)).toBe(plain);
  const [row] = await engine.all(
    `SELECT CAST(${quoteText(plain)} AS JSON) ->> '/a' AS a, json_valid(${quoteText(plain)}) AS valid`,
  );
  const { a = null } = JSON.parse(plain) as { a?: unknown };
  expect(row).toEqual({ a: a === null ? null : String(a), valid: true });
});
