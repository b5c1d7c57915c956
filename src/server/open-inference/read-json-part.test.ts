import { expect, test } from "vitest";
import { readJsonPart } from "./read-json-part.ts";

const options = { hasBinary: true, exactIntegers: false };
const bytesOf = (name: string, extra: object = {}) =>
  Buffer.from(JSON.stringify({ ...extra, inputs: [{ name, datatype: "FP64", shape: [2, 1] }] }));
const namesIn = (json: Uint8Array, more: Partial<typeof options> = {}) =>
  readJsonPart(json, { ...options, ...more }).inputs.map(({ name }) => name);

test("readJsonPart() reads bytes once that come again, and others anew", () => {
  const first = readJsonPart(bytesOf("a"), options);
  expect(readJsonPart(bytesOf("a"), options)).toBe(first);
  expect(namesIn(bytesOf("b"))).toEqual(["b"]);
  expect(namesIn(bytesOf("a"))).toEqual(["a"]);
  expect(namesIn(bytesOf("ab"))).toEqual(["ab"]);
});

test("readJsonPart() keeps bytes of its own: whoever sent them may write over theirs", () => {
  const json = bytesOf("a");
  expect(namesIn(json)).toEqual(["a"]);
  json.set(bytesOf("b"));
  expect(namesIn(json)).toEqual(["b"]);
});

test("readJsonPart() takes up nothing of a request without binary tensors, or read with other integers", () => {
  const json = bytesOf("a", { parameters: { seed: 2 ** 60 } });
  const kept = readJsonPart(json, options);
  expect(readJsonPart(json, { ...options, hasBinary: false })).not.toBe(kept);
  expect(() => readJsonPart(json, { ...options, exactIntegers: true })).toThrow("parameters.seed");
});

test("readJsonPart() refuses what it refused before, and reads on", () => {
  const bad = Buffer.from('{"inputs":[{"name":1}]}');
  for (const _ of [1, 2])
    expect(() => readJsonPart(bad, options)).toThrow(expect.objectContaining({ code: "REQUEST_INVALID" }));
  expect(namesIn(bytesOf("c"))).toEqual(["c"]);
});
