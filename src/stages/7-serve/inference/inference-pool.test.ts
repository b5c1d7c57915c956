import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServedPackages, servedPackages } from "../../../../test/serve/served-package.ts";
import { busyModel, identityModel, lookupModel } from "../../../../test/serve/small-models.ts";
import { tensorOf } from "../../../core/onnx/index.ts";
import { loadPackage } from "../../6-package/index.ts";
import type { Rows } from "./batch.ts";
import { type InferencePool, openPool, type PoolOptions } from "./inference-pool.ts";
import { ModelHost } from "./model-host.ts";
import { type ServedModel, servedModelOf } from "./served-model.ts";

let packages: ServedPackages;
beforeAll(async () => {
  packages = await servedPackages();
});
afterAll(() => packages[Symbol.asyncDispose]());

/** No batch takes as long, so that every one is answered on this thread. */
const alwaysLocal = { localMs: 60_000 };
const places = [
  ["in a thread", { localMs: 0 }],
  ["here", alwaysLocal],
] as const satisfies (readonly [string, PoolOptions])[];

/** A pool, and where its batches went; where they may be answered here, from the first on. */
async function settledPool(model: ServedModel, options: PoolOptions) {
  const wentHere: boolean[] = [];
  const onBatch: PoolOptions["onBatch"] = ({ isLocal }) => void wentHere.push(isLocal);
  const pool = await openPool({ ...model, isSteady: true }, { ...options, onBatch });
  const example = { feeds: model.warmUp.feeds, rows: 1 };
  if (options.localMs !== 0)
    await expect.poll(() => pool.infer(example).then(() => wentHere.at(-1)), { interval: 5 }).toBe(true);
  wentHere.length = 0;
  return { pool, wentHere };
}

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

test.each(places)(
  "infer() answers every row %s as a batch of one does, whoever else is in the batch",
  async (_, place) => {
    const model = servedModelOf(packages.loaded);
    const { pool, wentHere } = await settledPool(model, { ...place, workers: 2, maxBatchRows: 32 });
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
    expect(new Set(wentHere)).toEqual(new Set([place.localMs > 0]));
    await pool.drain();
  },
);

test.each(places)("infer() %s fails only the request whose row the model fails on", async (_, place) => {
  const { pool } = await settledPool(lookupModel(), { ...place, maxBatchRows: 64 });
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

test.each(places)(
  "infer() keeps every element type and shape through a shared batch %s",
  async (_, place) => {
    const model = identityModel();
    const { pool } = await settledPool(model, place);
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
  },
);

test("infer() takes to a thread what would hold the event loop up, and what is not steady", async () => {
  const model = servedModelOf(packages.loaded);
  const went: boolean[] = [];
  const onBatch: PoolOptions["onBatch"] = ({ isLocal }) => void went.push(isLocal);
  const ask = async (pool: InferencePool) => {
    for (let time = 0; time < 20; time += 1) await pool.infer(visitRows([["phone", time, 2]]));
    await pool.drain();
  };
  await ask(await openPool(model, { localMs: Number.MIN_VALUE, onBatch }));
  await ask(await openPool({ ...model, isSteady: false }, { ...alwaysLocal, onBatch }));
  expect(went.filter((isLocal) => isLocal)).toEqual([]);
  expect(went.length).toBeGreaterThanOrEqual(2);
});

test("infer() goes on in its threads where the model does not open here, which is told once", async () => {
  const model = servedModelOf(packages.loaded);
  const bytes = Uint8Array.from(model.bytes);
  const told: unknown[] = [];
  const went: boolean[] = [];
  const pool = await openPool(
    { ...model, bytes },
    {
      ...alwaysLocal,
      onBatch: ({ isLocal }) => void went.push(isLocal),
      onLocalFailed: ({ version }, cause) => void told.push({ version, cause }),
    },
  );
  bytes.fill(0); // the threads have theirs
  const ask = () => pool.infer(visitRows([["phone", 1, 2]]));
  await expect.poll(() => ask().then(() => told.length), { interval: 5 }).toBe(1);
  for (let time = 0; time < 5; time += 1) expect((await ask()).result.probability?.shape).toEqual([1, 1]);
  await pool.drain();
  const cause = expect.objectContaining({ code: "ENGINE_FAILED" });
  expect(told).toEqual([{ version: model.version, cause }]);
  expect(went).not.toContain(true);
});

test("infer() needs no thread for what is answered here, and answers nothing after stop()", async () => {
  const { pool, wentHere } = await settledPool(servedModelOf(packages.loaded), alwaysLocal);
  await pool.killThreads();
  const answered = await pool.infer(visitRows([["phone", 1, 2]]));
  expect(answered.result.probability?.shape).toEqual([1, 1]);
  expect(wentHere).toEqual([true]);
  const lost = pool.infer(visitRows([["phone", 1, 2]]));
  await pool.stop();
  await expect(lost).rejects.toMatchObject({ code: "NOT_READY" });
  await expect(pool.infer(visitRows([["phone", 1, 2]]))).rejects.toMatchObject({ code: "NOT_READY" });
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
