/**
 * A drift report on a million rows × 20 columns (12 numbers, 8 categories, six of them moved) from a baseline of as many,
 * against Evidently's data drift preset on the same tables, where the Python of AIRWORTHY_PYTHON has it. One thread each, and
 * processor time, so that other work on the machine does not count.
 * Ours reads the file and looks at its columns by the baseline that packaging left; Evidently has both tables in memory,
 * and reading them is left out.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Engine, openEngine, quoteText } from "../src/io/engine.ts";
import { parquetTable } from "../src/io/parquet-table.ts";
import { countWindows } from "../src/stages/6-package/count-windows.ts";
import { type ProfileTarget, profile } from "../src/stages/6-package/profile.ts";
import { countTargets } from "../src/stages/8-monitor/drift/drift-of-file.ts";
import { reportDrift } from "../src/stages/8-monitor/drift/drift-report.ts";
import { type DriftSubject, keyOf } from "../src/stages/8-monitor/drift/drift-subjects.ts";
import { missingReference, referenceOf } from "../src/stages/8-monitor/drift/value-counts.ts";
import { type Benchmark, type Measurement, median } from "./benchmark.ts";
import { python, pythonEnvironment } from "./python.ts";

interface Reading {
  readonly seconds: number;
  readonly drifted: number;
}

const [numbers, texts] = [12, 8] as const;
/** Columns that the current table has otherwise than the reference: four numbers and two categories. */
const moved = new Set(["n0", "n3", "n6", "n9", "c1", "c5"]);

/** Normal, log-normal and uniform numbers with a few missing; categories of 2 to 30 values. */
function columnSql(name: string, index: number, isMoved: boolean): string {
  const uniform = "(1 - random())";
  const shift = isMoved ? 0.5 : 0;
  if (name.startsWith("c")) {
    const values = [2, 3, 4, 6, 8, 12, 20, 30][index] ?? 5;
    return `'v' || CAST(floor(pow(${uniform}, ${isMoved ? 2.5 : 1.5}) * ${values}) AS INTEGER)`;
  }
  const normal = `sqrt(-2 * ln(${uniform})) * cos(2 * pi() * ${uniform}) + ${shift}`;
  const value = [normal, `exp(${normal})`, `${uniform} + ${shift}`][index % 3];
  return `CASE WHEN ${uniform} < 0.01 THEN NULL ELSE ${value} END`;
}

async function makeTable(engine: Engine, path: string, rows: { count: number; current: boolean }) {
  const names = [
    ...Array.from({ length: numbers }, (_, index) => ["n", index] as const),
    ...Array.from({ length: texts }, (_, index) => ["c", index] as const),
  ].map(([kind, index]) => [`${kind}${index}`, index] as const);
  const columns = names.map(
    ([name, index]) => `${columnSql(name, index, rows.current && moved.has(name))} AS ${name}`,
  );
  await engine.run(`SELECT setseed(${rows.current ? 0.5 : 0.25})`);
  await engine.run(
    `COPY (SELECT ${columns.join(", ")} FROM range(${rows.count}))
     TO ${quoteText(path)} (FORMAT parquet)`,
  );
  return names.map(([name]) => name);
}

function targetsOf(names: readonly string[], relation: string): ProfileTarget[] {
  return names.map((name) => ({
    name,
    role: "column",
    kind: name.startsWith("n") ? "number" : "category",
    expression: name,
    relation,
  }));
}

/** What packaging leaves: profiles with windows. */
async function baselineOf(engine: Engine, names: readonly string[], path: string): Promise<DriftSubject[]> {
  const targets = targetsOf(names, parquetTable(path));
  const profiles = [];
  for (const target of targets) profiles.push(await profile(engine, target));
  const columns = profiles.map((one) => ({ profile: one, expression: one.name }));
  const relation = parquetTable(path, { rowNumbers: true });
  const windows = await countWindows(engine, { columns, relation, time: "file_row_number" });
  return profiles.map((one, index) => {
    const own = windows[index]?.windows ?? [];
    const [values, missing] = [referenceOf(one, own), missingReference(one, own)];
    return { profile: one, values, missing, importance: null };
  });
}

async function reportOurs(engine: Engine, subjects: readonly DriftSubject[], path: string): Promise<Reading> {
  const names = subjects.map(({ profile: { name } }) => name);
  const started = process.cpuUsage();
  const counts = new Map(await countTargets(subjects, targetsOf(names, parquetTable(path)), { engine }));
  const report = reportDrift({ subjects, countsOf: (one) => counts.get(keyOf(one)) });
  const { user, system } = process.cpuUsage(started);
  return { seconds: (user + system) / 1_000_000, drifted: report.counts.drift };
}

async function reportPeer(reference: string, current: string): Promise<Reading | string> {
  const script = join(import.meta.dirname, "peers", "drift_evidently.py");
  try {
    const { stdout } = await promisify(execFile)(python, [script, reference, current], {
      env: pythonEnvironment,
    });
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Reading;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return message.trim().split("\n").at(-1) ?? message;
  }
}

export const driftBenchmark: Benchmark = {
  name: "drift",
  async run({ quick }): Promise<Measurement[]> {
    const count = quick ? 20_000 : 1_000_000;
    const directory = await mkdtemp(join(tmpdir(), "airworthy-bench-"));
    try {
      using engine = await openEngine({ threads: 1 });
      const [reference, current] = [join(directory, "reference.parquet"), join(directory, "current.parquet")];
      const names = await makeTable(engine, reference, { count, current: false });
      await makeTable(engine, current, { count, current: true });
      const subjects = await baselineOf(engine, names, reference);
      const readings: Reading[] = [];
      for (let round = 0; round < (quick ? 1 : 3); round++)
        readings.push(await reportOurs(engine, subjects, current));
      const seconds = median(readings.map((reading) => reading.seconds));
      const drifted = readings[0]?.drifted ?? 0;
      if (drifted !== moved.size) throw new Error(`${drifted} columns drifted, wanted ${moved.size}`);
      const measure = `drift report, ${count.toLocaleString("en")} rows × ${names.length} columns`;
      const peer = await reportPeer(reference, current);
      if (typeof peer === "string") console.error(`skipped: Evidently (${peer})`);
      return [
        {
          measure,
          value: seconds,
          unit: "s of a core",
          against: `${drifted} of ${moved.size} moved columns found`,
        },
        ...(typeof peer === "string"
          ? []
          : [
              {
                measure: "drift report, times Evidently",
                value: peer.seconds / seconds,
                unit: "x",
                against: `${peer.seconds.toFixed(2)} s, ${peer.drifted} columns found`,
                target: 20,
              },
            ]),
      ];
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};
