import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServedPackages, servedPackages } from "../../../../test/serve/served-package.ts";
import { busyModel, identityModel, lookupModel } from "../../../../test/serve/small-models.ts";
import { tensorOf } from "../../../core/onnx/index.ts";
import { loadPackage } from "../../6-package/index.ts";
import type { Rows } from "./batch.ts";
import { openPool } from "./inference-pool.ts";
import { ModelHost } from "./model-host.ts";
import { servedModelOf } from "./served-model.ts";

let packages: ServedPackages;
beforeAll(async () => {
  packages = await servedPackages();
});
afterAll(() => packages[Symbol.asyncDispose]());

function visitRows(visits: readonly (readonly [device: string, clicks: number, past: number])[]): Rows {
  const shape = [visits.length, 1];
  return {
    rows: visits.length,
    feeds: {
      device: { type: "string", shape, data: visits.map(([device]) => device) },
      clicks: tensorOf(
        "double",
        shape,
        visits.map(([, clicks]) => clicks),
      ),
      past_clicks: tensorOf(
        "double",
        shape,
        visits.map(([, , past]) => past),
      ),
    },
  };
}

const visit = fc.tuple(
  fc.constantFrom("phone", "desktop", "unheard of", "", "Ünïcode ✓"),
  fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(Number.NaN, 0, 12)),
  fc.oneof(fc.double({ min: 0, max: 200, noNaN: true }), fc.constant(Number.NaN)),
);

test("infer() answers every row as a batch of one does, whoever else is in the batch", async () => {
  const model = servedModelOf(packages.loaded);
  const pool = await openPool(model, { workers: 2, maxBatchRows: 32 });
  const answer = async (rows: Rows) =>
    Array.from((await pool.infer(rows)).result.probability?.data as Float32Array);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(visit, { maxLength: 9 }), { minLength: 1, maxLength: 20 }),
      async (requests) => {
        const together = await Promise.all(requests.map((rows) => answer(visitRows(rows))));
        const alone: number[][] = [];
        for (const rows of requests) {
          const one: number[] = [];
          for (const row of rows) one.push(...(await answer(visitRows([row]))));
          alone.push(one);
        }
        expect(together.map((one) => one.length)).toEqual(alone.map((one) => one.length));
        for (const [at, one] of together.entries())
          for (const [row, probability] of one.entries())
            expect(Math.abs(probability - (alone[at]?.[row] ?? Number.NaN))).toBeLessThan(1e-6);
      },
    ),
    { numRuns: 15 },
  );
  await pool.drain();
});

test("infer() fails only the request whose row the model fails on", async () => {
  const pool = await openPool(lookupModel(), { maxBatchRows: 64 });
  const ask = (x: number) => pool.infer({ rows: 1, feeds: { x: tensorOf("int64", [1, 1], [x]) } });
  const answers = await Promise.allSettled([0, 1, 2, 99, 3, 0].map(ask));
  expect(
    answers.map((one) =>
      one.status === "fulfilled" ? Number(one.value.result.y?.data[0]) : one.reason.code,
    ),
  ).toEqual([10, 20, 30, "ENGINE_FAILED", 40, 10]);
  expect(answers.some((one) => one.status === "fulfilled" && one.value.batchRows > 1)).toBe(true);
  await pool.drain();
});

test("infer() keeps every element type and shape through a shared batch", async () => {
  const model = identityModel();
  const pool = await openPool(model);
  const asked = await Promise.all(
    [1, 0, 3].map((rows) => {
      const feeds = Object.fromEntries(
        model.inputs.map(({ name, type }) => [
          name,
          type === "string"
            ? { type, shape: [rows, 2], data: Array.from({ length: rows * 2 }, (_, at) => `${rows} ${at}`) }
            : tensorOf(
                type,
                [rows, 2],
                Array.from({ length: rows * 2 }, (_, at) => (rows + at) % 2),
              ),
        ]),
      );
      return pool.infer({ rows, feeds }).then(({ result }) => ({ feeds, result }));
    }),
  );
  for (const { feeds, result } of asked)
    for (const [name, tensor] of Object.entries(feeds))
      expect(result[name.replace("in_", "out_")]).toEqual(tensor);
  await pool.drain();
});

test("infer() starts another thread where one died", async () => {
  const pool = await openPool(busyModel());
  const ask = (x: number) => pool.infer({ rows: 1, feeds: { x: tensorOf("double", [1, 1], [x]) } });
  const lost = ask(1e9);
  await pool.killThreads();
  await expect(lost).rejects.toMatchObject({ code: "NOT_READY" });
  expect((await ask(5)).result.y?.data[0]).toBe(5);
  await pool.drain();
});

test("load() swaps under load: no request fails, and each is answered by the version that took it", async () => {
  const host = new ModelHost({ workers: 2 });
  await host.load(busyModel(1));
  let swapping = true;
  const wrong: string[] = [];
  const seen = new Set<number>();
  const client = async () => {
    while (swapping) {
      const { serving } = host;
      if (serving === null) throw new Error("nothing serves");
      const { result } = await serving.pool.infer({ rows: 1, feeds: { x: tensorOf("double", [1, 1], [7]) } });
      const { version } = serving.model;
      seen.add(version);
      if (result.y?.data[0] !== version * 7) wrong.push(`${version}: ${result.y?.data[0]}`);
    }
  };
  const clients = Array.from({ length: 8 }, client);
  for (let version = 2; version <= 4; version++) await host.load(busyModel(version));
  await expect.poll(() => seen.has(4)).toBe(true);
  swapping = false;
  await Promise.all(clients);
  expect(wrong).toEqual([]);
  await host.close();
});

test("load() refuses a model that answers its own example otherwise, or is no model, and the old one goes on", async () => {
  const host = new ModelHost();
  const model = servedModelOf(packages.loaded);
  await host.load(model);
  const { example } = packages.loaded.manifest;
  const wrong = {
    ...packages.loaded.manifest,
    example: {
      ...example,
      answer: { ...example.answer, probability: (example.answer.probability ?? 0) + 0.01 },
    },
  };
  await expect(host.load(servedModelOf({ ...packages.loaded, manifest: wrong }))).rejects.toMatchObject({
    code: "PACKAGE_INVALID",
  });
  await expect(host.load({ ...model, version: 9, bytes: new Uint8Array([1, 2, 3]) })).rejects.toMatchObject({
    code: "ENGINE_FAILED",
  });
  expect(host.serving?.model).toBe(model);
  const answered = await host.serving?.pool.infer(visitRows([["phone", 1, 2]]));
  expect(answered?.result.probability?.shape).toEqual([1, 1]);
  await host.close();
});

test("loadPackage() refuses a package of which a byte was changed", async () => {
  const damaged = await packages.copy(4, "damaged");
  const path = join(damaged, "model.onnx");
  const bytes = await readFile(path);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await writeFile(path, bytes);
  await expect(loadPackage(damaged)).rejects.toMatchObject({ code: "PACKAGE_INVALID" });
});
