import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { measureDrift } from "../../core/drift/index.ts";
import { readSpreads, writeSpreads } from "./kept-spreads.ts";

let directory: string;
let place: { readonly spreads: string };
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-kept-spreads-"));
  place = { spreads: join(directory, "drift-spreads.json") };
});
afterAll(() => rm(directory, { recursive: true }));

const reference = { counts: [5, 40, 30, 25, 0], isOrdered: true, places: null, windows: [] };

function threshold(): number {
  return measureDrift(reference, [0, 70, 60, 50, 20], { measure: "jensenShannon" })?.threshold ?? 0;
}

test("readSpreads() takes what writeSpreads() kept, and draws anew instead of what is no such file", async () => {
  const drawn = threshold();
  await writeSpreads(place);
  const text = await readFile(place.spreads, "utf8");
  const tenfold = text.replaceAll(/"mean":([\d.e-]+)/g, (_, mean) => `"mean":${10 * Number(mean)}`);
  expect(tenfold).not.toBe(text);
  await writeFile(place.spreads, tenfold);
  await readSpreads(place);
  expect(threshold()).toBeGreaterThan(3 * drawn);
  await writeFile(place.spreads, text);
  await readSpreads(place);
  expect(threshold()).toBe(drawn);
  for (const wrong of [tenfold.slice(1), tenfold.replace('"method":1', '"method":0'), "[]"]) {
    await writeFile(place.spreads, wrong);
    await readSpreads(place);
    expect(threshold()).toBe(drawn);
  }
});

test("writeSpreads() writes only what is new, and fails where nothing can be written as little as readSpreads() does", async () => {
  await rm(place.spreads, { force: true });
  await writeSpreads(place);
  await expect(readFile(place.spreads)).rejects.toMatchObject({ code: "ENOENT" });
  await readSpreads(place);
  measureDrift(reference, [0, 700, 600, 500, 200], { measure: "jensenShannon" });
  await writeFile(join(directory, "file"), "");
  await writeSpreads({ spreads: join(directory, "file/drift-spreads.json") });
});
