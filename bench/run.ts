/**
 * `npm run bench [-- --quick] [name …]`: runs every benchmark of this folder (each export named `…Benchmark`, or a list of
 * them, `…Benchmarks`; the name `pages` stands for all that begin with `pages/`), prints a table of what was measured
 * against what was wanted, and writes it to bench/results/ as JSON.
 */
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { arch, cpus, platform } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Benchmark, isMet, type Measurement } from "./benchmark.ts";

const { values, positionals } = parseArgs({
  options: { quick: { type: "boolean" } },
  allowPositionals: true,
});
const quick = values.quick ?? false;

function isBenchmark(value: unknown): value is Benchmark {
  return typeof value === "object" && value !== null && "name" in value && "run" in value;
}

async function findBenchmarks(): Promise<Benchmark[]> {
  const files = (await readdir(import.meta.dirname)).filter(
    (file) => file.endsWith(".ts") && !["run.ts", "benchmark.ts", "child.ts"].includes(file),
  );
  const modules = await Promise.all(
    files.map((file) => import(new URL(file, import.meta.url).href) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((module) =>
    Object.entries(module)
      .filter(([name]) => /Benchmarks?$/.test(name))
      .flatMap(([, value]) => value)
      .filter(isBenchmark),
  );
}

function isNamed(benchmark: Benchmark, name: string): boolean {
  return benchmark.name === name || benchmark.name.startsWith(`${name}/`);
}

const words = { true: "met", false: "NOT MET", null: "" } as const;

function row(measurement: Measurement): string {
  const { measure, value, unit, against = "", target, better = "higher" } = measurement;
  const wanted = target === undefined ? "" : `${better === "higher" ? "≥" : "≤"} ${format(target)}`;
  return [
    measure.padEnd(46),
    `${format(value)} ${unit}`.padStart(18),
    wanted.padStart(12),
    words[`${isMet(measurement)}`].padStart(8),
    against,
  ].join("  ");
}

function format(value: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: value >= 1_000 ? 7 : 3 });
}

const results: { benchmark: string; measurements: readonly Measurement[] }[] = [];
console.log(
  ["measure".padEnd(46), "value".padStart(18), "wanted".padStart(12), "".padStart(8), "against"].join("  "),
);
for (const benchmark of await findBenchmarks()) {
  if (positionals.length > 0 && !positionals.some((name) => isNamed(benchmark, name))) continue;
  const measurements = await benchmark.run({ quick });
  for (const measurement of measurements) console.log(row(measurement));
  results.push({ benchmark: benchmark.name, measurements });
}

const directory = fileURLToPath(new URL("results/", import.meta.url));
await mkdir(directory, { recursive: true });
const file = `${directory}${quick ? "quick" : "full"}.json`;
const machine = {
  node: process.version,
  platform: platform(),
  arch: arch(),
  cpus: cpus().map(({ model }) => model),
};
await writeFile(
  file,
  `${JSON.stringify({ at: new Date().toISOString(), quick, machine, results }, null, 2)}\n`,
);
console.log(`\nWritten to ${file}`);
