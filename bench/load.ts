/**
 * Parquet into training batches, by processor time so that it is one core's whatever else runs: twelve numbers and a label
 * a row, imputed and standardised on the way. Read in a process of its own, which holds what a run holds and no other benchmark.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEngine, quoteText } from "../src/io/engine.ts";
import { type Benchmark, type Measurement, median } from "./benchmark.ts";
import { runNode } from "./child.ts";
import { loadNames } from "./contenders/load-names.ts";

export const loadBenchmark: Benchmark = {
  name: "load",
  async run({ quick }): Promise<Measurement[]> {
    const rows = quick ? 50_000 : 2_000_000;
    const directory = await mkdtemp(join(tmpdir(), "airworthy-bench-"));
    try {
      const path = join(directory, "train.parquet");
      await writeRows(path, rows);
      const script = join(import.meta.dirname, "contenders", "load-rows.ts");
      const { stdout } = await runNode([script, path, String(rows)], import.meta.dirname);
      const measure = "Parquet into training batches, a core's second";
      return [
        { measure, value: median(JSON.parse(stdout) as number[]), unit: "values/s", target: 30_000_000 },
      ];
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};

async function writeRows(path: string, rows: number): Promise<void> {
  using engine = await openEngine({ threads: 1 });
  const values = loadNames.map(
    (name, index) => `CAST(((i * ${7_919 + index * 104_729}) % 1000003) / 1000003.0 AS DOUBLE) AS ${name}`,
  );
  await engine.run(`COPY (SELECT ${values.join(", ")}, i % 3 = 0 AS _aw_label
    FROM range(${rows}) AS r(i)) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880)`);
}
