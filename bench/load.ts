/** Parquet into training batches, by processor time so that it is one core's whatever else runs: twelve numbers and a label a row, imputed and standardised on the way. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { boolean, csv, type Definition, number, pipeline, text, timestamp } from "../src/index.ts";
import { openEngine, quoteText } from "../src/io/engine.ts";
import { fitPreprocessing } from "../src/stages/4-train/fit-preprocessing.ts";
import { openRowReader } from "../src/stages/4-train/rows.ts";
import { type Benchmark, type Measurement, median } from "./benchmark.ts";

const width = 12;
const names = Array.from({ length: width }, (_, index) => `x${index + 1}`);

/** A definition whose inputs are the columns x1 … x12. */
function loadDefinition(): Definition {
  const columns = Object.fromEntries(names.map((name) => [name, number()]));
  return pipeline({
    name: "bench",
    events: {
      source: csv("none.csv"),
      entity: "who",
      time: "at",
      label: "y",
      columns: { ...columns, who: text(), at: timestamp(), y: boolean() },
    },
  });
}

export const loadBenchmark: Benchmark = {
  name: "load",
  async run({ quick }): Promise<Measurement[]> {
    const rows = quick ? 50_000 : 2_000_000;
    const directory = await mkdtemp(join(tmpdir(), "airworthy-bench-"));
    using engine = await openEngine({ threads: 1 });
    try {
      const path = join(directory, "train.parquet");
      const values = names.map(
        (name, index) =>
          `CAST(((i * ${7_919 + index * 104_729}) % 1000003) / 1000003.0 AS DOUBLE) AS ${name}`,
      );
      await engine.run(`COPY (SELECT ${values.join(", ")}, i % 3 = 0 AS _aw_label
        FROM range(${rows}) AS r(i)) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880)`);
      const definition = loadDefinition();
      const table = `read_parquet(${quoteText(path)})`;
      const { inputs } = await fitPreprocessing(engine, { definition, table });
      await engine.run("SET threads = 1");
      const options = { definition, inputs, classes: [], target: { mean: 0, scale: 1 }, paths: [path] };
      await using reader = await openRowReader(engine, options);
      const rates: number[] = [];
      for (let round = 0; round < 7; round++) {
        const started = process.cpuUsage();
        const read = await reader.read(path, 0, rows);
        const { user, system } = process.cpuUsage(started);
        rates.push((read.count * width * 1_000_000) / (user + system));
      }
      const measure = "Parquet into training batches, a core's second";
      return [{ measure, value: median(rates), unit: "values/s", target: 30_000_000 }];
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};
