import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { boolean, category, csv, mlp, pipeline, text, timestamp } from "../../index.ts";
import { openEngine, quoteText } from "../../io/engine.ts";
import { train } from "./train.ts";

const columns = {
  who: text(),
  at: timestamp(),
  from: category(),
  via: category(),
  to: category(),
  y: boolean(),
};
const definition = pipeline({
  name: "many",
  events: { source: csv("none.csv"), entity: "who", time: "at", label: "y", columns },
  model: mlp({ hidden: [], epochs: 8, batchSize: 32, learningRate: 0.05, hashAbove: 250 }),
});

/** 200 places of departure and 150 on the way, one-hot, and 256 destinations, hashed; these alone tell the label. */
async function writeRows(path: string, count: number): Promise<void> {
  using engine = await openEngine();
  await engine.run(`COPY (SELECT i AS _aw_row, 'u' AS who, make_timestamp(i) AS at, 'f' || (i % 200) AS "from", 'v' || (i % 150) AS via,
    't' || (i % 256) AS "to", i % 256 > 127 AS y, i % 256 > 127 AS _aw_label FROM range(${count}) AS r(i))
    TO ${quoteText(path)} (FORMAT parquet)`);
}

test("train() tells hundreds of categories apart, whatever the width of the engine's codes", async () => {
  const directory = await mkdtemp(join(tmpdir(), "airworthy-many-"));
  try {
    const path = join(directory, "rows.parquet");
    await writeRows(path, 5_120);
    using engine = await openEngine();
    const { signal } = new AbortController();
    const context = { engine, emit: () => {}, now: () => 0, signal };
    const trained = await train({ definition, train: path, validation: path, directory }, context);
    expect(trained.inputs.map(({ encoding }) => encoding.kind)).toEqual(["oneHot", "oneHot", "hash"]);
    expect(trained.epochs.at(-1)?.validationAccuracy).toBeGreaterThan(0.8);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
