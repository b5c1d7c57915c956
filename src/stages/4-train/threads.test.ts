import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { boolean, category, number } from "../../core/column.ts";
import { define, openScene } from "./scene.test.helper.ts";
import { train } from "./train.ts";

test("train() gives the same bytes whatever the engine's threads", async () => {
  await using scene = await openScene({ threads: 1 });
  await scene.tables(
    `SELECT (hash(i) % 1000) / 7.0 AS x, 'c' || (hash(i + 1) % 40) AS kind, hash(i) % 3 = 0 AS _aw_label FROM range(300000) AS r(i)`,
    30_000,
  );
  const definition = define({ x: number(), kind: category() }, boolean(), { batchSize: 1_024, epochs: 1 });
  const { model } = await scene.train(definition);
  await using other = await openScene({ threads: 2 });
  const context = { engine: other.engine, emit: () => {}, now: () => 0, signal: other.abort.signal };
  await train({ definition, ...scene.paths, directory: other.directory }, context);
  expect((await readFile(join(other.directory, "model.onnx"))).equals(model)).toBe(true);
});
