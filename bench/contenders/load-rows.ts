/**
 * Reads a Parquet file into training batches as training does, seven times over, and prints the values of a core's second
 * of each. Started by bench/load.ts as: node load-rows.ts <train.parquet> <rows>
 */
import { boolean, number, text, timestamp } from "../../src/core/column.ts";
import { csv, type Definition, pipeline } from "../../src/core/definition/index.ts";
import { openEngine } from "../../src/io/engine.ts";
import { parquetTable } from "../../src/io/parquet-table.ts";
import { fitPreprocessing } from "../../src/stages/4-train/fit-preprocessing.ts";
import { openRowReader } from "../../src/stages/4-train/rows.ts";
import { loadNames } from "./load-names.ts";

const [path = "", rows = "0"] = process.argv.slice(2);

/** A definition whose inputs are the columns x1 … x12. */
function loadDefinition(): Definition {
  const columns = Object.fromEntries(loadNames.map((name) => [name, number()]));
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

const definition = loadDefinition();
using engine = await openEngine({ threads: 1 });
const { inputs } = await fitPreprocessing(engine, { definition, table: parquetTable(path) });
await engine.run("SET threads = 1");
const options = { definition, inputs, classes: [], target: { mean: 0, scale: 1 }, paths: [path] };
await using reader = await openRowReader(engine, options);
const rates: number[] = [];
for (let round = 0; round < 7; round++) {
  const started = process.cpuUsage();
  const read = await reader.read(path, 0, Number(rows));
  const { user, system } = process.cpuUsage(started);
  rates.push((read.count * loadNames.length * 1_000_000) / (user + system));
}
console.log(JSON.stringify(rates));
