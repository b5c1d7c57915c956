import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { MlpOptions } from "../../core/definition/index.ts";
import { boolean, category, csv, mlp, number, pipeline, text, timestamp } from "../../index.ts";
import { openEngine, quoteText } from "../../io/engine.ts";
import { split } from "./split.ts";
import { train } from "./train.ts";

const directory = await mkdtemp(join(tmpdir(), "airworthy-train-"));
const engine = await openEngine();
const events: string[] = [];

function definition(model: MlpOptions = {}, by: "time" | "entity" | "random" = "time") {
  return pipeline({
    name: "test",
    events: {
      source: csv("none.csv"),
      id: "id",
      entity: "who",
      time: "at",
      label: "y",
      columns: { id: text(), who: text(), at: timestamp(), kind: category(), x: number(), y: boolean() },
    },
    split: { by },
    model: mlp({ hidden: [8], epochs: 3, learningRate: 0.01, ...model }),
  });
}

function context(signal = new AbortController().signal) {
  return { engine, emit: (event: { kind: string }) => void events.push(event.kind), now: () => 0, signal };
}

beforeAll(async () => {
  await engine.run(`COPY (SELECT i AS _aw_row, 'e' || i AS id, 'u' || (i % 37) AS who,
      make_timestamp(i * 1000000) AS at, CASE WHEN i % 11 <> 0 THEN ['a', 'b', 'c'][1 + i % 3] END AS kind,
      CASE WHEN i % 7 <> 0 THEN (i * 31 % 101) / 10.0 END::DOUBLE AS x,
      CASE WHEN i % 49 <> 0 THEN (i * 31 % 101) > 50 END AS y FROM range(1, 981) AS r(i))
    TO ${quoteText(join(directory, "features.parquet"))} (FORMAT parquet)`);
});

afterAll(async () => {
  engine[Symbol.dispose]();
  await rm(directory, { recursive: true, force: true });
});

async function splitRows(by: "time" | "entity" | "random", windowMs: number | null = null) {
  const features = join(directory, "features.parquet");
  return split({ definition: definition({}, by), features, directory, windowMs }, context());
}

async function trainOnce(model: MlpOptions = {}) {
  const paths = {
    train: join(directory, "train.parquet"),
    validation: join(directory, "validation.parquet"),
  };
  const trained = await train({ definition: definition(model), ...paths, directory }, context());
  return { trained, bytes: await readFile(join(directory, "model.onnx")) };
}

test("split() by entity puts no entity on both sides", async () => {
  const { trainRows, validationRows } = await splitRows("entity");
  expect(trainRows + validationRows).toBe(960);
  expect(Math.abs(validationRows - 192)).toBeLessThan(20);
  const [shared] = await engine.all(`SELECT count(*) AS n FROM ${quoteText(join(directory, "train.parquet"))}
    WHERE who IN (SELECT who FROM ${quoteText(join(directory, "validation.parquet"))})`);
  expect(shared?.n).toBe(0);
});

test("split() by random takes exactly the share and warns of entities on both sides", async () => {
  const { validationRows, warnings } = await splitRows("random");
  expect(validationRows).toBe(192);
  expect(warnings.join()).toContain("who");
});

test("split() by time lets the last fifth of the labelled rows validate, rounded down", async () => {
  const found = await splitRows("time");
  expect(found).toMatchObject({ trainRows: 768, validationRows: 192, unlabelledRows: 20 });
  const [sides] =
    await engine.all(`SELECT (SELECT max("at") FROM ${quoteText(join(directory, "train.parquet"))})
    < (SELECT min("at") FROM ${quoteText(join(directory, "validation.parquet"))}) AS is_apart`);
  expect(sides?.is_apart).toBe(true);
});

test.each(["time", "entity", "random"] as const)("split() by %s splits the newest span alone", async (by) => {
  const found = await splitRows(by, 100_000); // of a row a second, and the last one is i = 979, without a label every 49th
  expect(found.window).toEqual({ ms: 100_000, from: "1970-01-01T00:14:39Z", olderRows: 862 });
  expect([found.trainRows + found.validationRows, found.unlabelledRows]).toEqual([98, 20]);
  const [span] = await engine.all(
    `SELECT min("at")::VARCHAR AS first FROM read_parquet(['${join(directory, "train.parquet")}', '${join(directory, "validation.parquet")}'])`,
  );
  expect(span?.first).toBe("1970-01-01 00:14:40");
});

test("train() learns, tells each epoch, and gives the same bytes twice and other ones for other settings", async () => {
  const { trained, bytes } = await trainOnce({ dropout: 0.1 });
  expect(trained.epochs).toHaveLength(3);
  expect(trained.epochs[2]?.trainLoss).toBeLessThan(trained.epochs[0]?.trainLoss ?? 0);
  expect(events.filter((kind) => kind === "epochFinished")).toHaveLength(3);
  expect((await trainOnce({ dropout: 0.1 })).bytes.equals(bytes)).toBe(true);
  expect((await trainOnce({ dropout: 0.2 })).bytes.equals(bytes)).toBe(false);
});

test("train() tells TRAINING_DIVERGED with epoch and step", async () => {
  await expect(trainOnce({ learningRate: 1e38 })).rejects.toMatchObject({
    code: "TRAINING_DIVERGED",
    details: { epoch: 1 },
  });
});

test("train() stops with CANCELLED", async () => {
  const stopped = context(AbortSignal.abort());
  const paths = {
    train: join(directory, "train.parquet"),
    validation: join(directory, "validation.parquet"),
  };
  await expect(train({ definition: definition(), ...paths, directory }, stopped)).rejects.toMatchObject({
    code: "CANCELLED",
  });
});
