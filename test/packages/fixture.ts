/** A small project whose tables and model are made by hand, so that packaging is tested without training. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { boolean, category, integer, number, text, timestamp } from "../../src/core/column.ts";
import { csv, type Definition, mlp, pipeline } from "../../src/core/definition/index.ts";
import type { Task } from "../../src/core/metric.ts";
import { seededRandom } from "../../src/core/random.ts";
import { type Engine, openEngine } from "../../src/io/engine.ts";
import { buildInferenceGraph, type Layer, layOut } from "../../src/stages/4-train/index.ts";
import type { PackageInput } from "../../src/stages/6-package/index.ts";
import type { StageContext } from "../../src/stages/context.ts";

const guesses = { trainLoss: 0.7, validationLoss: 0.7, trainAccuracy: 0.5, validationAccuracy: 0.5 };

export interface Fixture extends AsyncDisposable {
  readonly directory: string;
  readonly engine: Engine;
  readonly context: StageContext;
  readonly definition: Definition;
  readonly layers: readonly Layer[];
  /** Path of the clean events behind both tables. */
  readonly history: string;
  /** What buildPackage takes, with the package in `directory`/`name`. */
  input(name: string, change?: Partial<PackageInput>): PackageInput;
}

export interface FixtureOptions {
  readonly hidden?: readonly number[];
  /** Scales the first hidden units' outgoing weights to nothing, so that they can be pruned. */
  readonly idleUnits?: number;
  readonly gates?: { readonly latencyP99Ms?: { atMost: number }; readonly packageBytes?: { atMost: number } };
  readonly accuracyBudget?: number;
  readonly task?: Task;
  /** Of the task binary: the label is a number, and true above this. */
  readonly above?: number;
}

const classNames = ["basic", "plus", "pro, 'best'"];

/** The label's column, and its value for the row i. */
const labelTable = {
  binary: { column: boolean(), sql: "i * 31 % 7 < 3" },
  multiclass: { column: category(), sql: "['basic', 'plus', 'pro, ''best''', 'new'][1 + (i * 31 % 7 % 4)]" },
  regression: { column: number(), sql: "(i * 31 % 7)::DOUBLE" },
} as const;

/** The label as it is declared and as it is written, and what is learned of it. */
function labelOf({ task = "binary", above }: Pick<FixtureOptions, "task" | "above">) {
  if (above === undefined) {
    const { column, sql } = labelTable[task];
    return { column, label: "bought", sql, learned: sql } as const;
  }
  const { column, sql } = labelTable.regression;
  return { column, label: { column: "bought", above }, sql, learned: `${sql} > ${above}` } as const;
}

const rows = { train: 600, validation: 200 };

export async function packageFixture(options: FixtureOptions = {}): Promise<Fixture> {
  const { hidden = [24, 8], idleUnits = 0, gates = {}, accuracyBudget = 0.001, task = "binary" } = options;
  const directory = await mkdtemp(join(tmpdir(), "airworthy-package-"));
  const engine = await openEngine();
  const definition = define(options, { hidden, gates, accuracyBudget });
  const history = await writeTables(engine, directory, options);
  const inputs = layOut([
    { name: "device", type: "text", encoding: { kind: "oneHot", vocabulary: ["desktop", "phone"] } },
    {
      name: "clicks",
      type: "number",
      encoding: { kind: "standardise", mean: 4, scale: 3, impute: 4, indicator: true },
    },
    {
      name: "past_clicks",
      type: "number",
      encoding: { kind: "standardise", mean: 50, scale: 40, impute: 0, indicator: true },
    },
  ]);
  const classes = task === "multiclass" ? classNames : [];
  const widths = [8, ...hidden, Math.max(1, classes.length)];
  const layers = randomLayers(widths, idleUnits);
  const model = buildInferenceGraph({ inputs, layers, task, classes, target: { mean: 2, scale: 3 } });
  await writeFile(join(directory, "model.onnx"), model);
  const context: StageContext = {
    engine,
    emit: () => undefined,
    now: () => Date.UTC(2026, 0, 2),
    signal: new AbortController().signal,
  };
  return {
    directory,
    engine,
    context,
    definition,
    layers,
    history,
    input: (name, change = {}) => ({
      definition,
      version: 3,
      cleaned: cleaned(definition),
      trained: { ...trained(inputs, layers, widths), classes },
      report: report(task),
      lineage: { run: "run-1", snapshot: "abc", stages: { collect: "abc", train: "def" } },
      model: join(directory, "model.onnx"),
      validation: join(directory, "validation.parquet"),
      train: join(directory, "train.parquet"),
      keyFile: join(directory, "keys", "package.pem"),
      directory: join(directory, name),
      ...change,
    }),
    async [Symbol.asyncDispose]() {
      engine[Symbol.dispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function define(
  options: FixtureOptions,
  { hidden, ...packaging }: Required<Pick<FixtureOptions, "hidden" | "gates" | "accuracyBudget">>,
): Definition {
  const { column, label } = labelOf(options);
  return pipeline({
    name: "will-buy",
    events: {
      source: csv("clicks.csv"),
      id: "event_id",
      entity: "user_id",
      time: "ts",
      label,
      columns: {
        event_id: text(),
        user_id: text({ pii: true, description: "Who" }),
        ts: timestamp(),
        device: category(),
        clicks: integer({ min: 0, max: 1_000 }),
        refunded: boolean({ outcome: true }),
        bought: column,
      },
    },
    clean: ({ clicks }) => [clicks.isOutlier().clip()],
    features: ({ clicks, user }) => ({ past_clicks: user.sum(clicks) }),
    model: mlp({ hidden }),
    gates: packaging.gates,
    packaging: { accuracyBudget: packaging.accuracyBudget, latencyBudgetMs: 100 },
  });
}

interface TableOptions {
  readonly from: number;
  readonly count: number;
  /** SQL of the row i. */
  readonly label: string;
  readonly learned: string;
}

async function writeTable(
  engine: Engine,
  path: string,
  { from, count, label, learned }: TableOptions,
): Promise<void> {
  await engine.run(
    `COPY (SELECT i + 1 AS _aw_row, 'e' || i AS event_id, 'user' || i % 20 AS user_id,
       TIMESTAMP '2026-01-01' + to_seconds(i) AS ts, ['phone', 'desktop', 'tablet'][1 + i % 3] AS device,
       (i * 7919 % 13)::BIGINT AS clicks, i % 5 = 0 AS refunded, ${label} AS bought,
       CASE WHEN i < 20 THEN NULL ELSE (i * 104729 % 97)::DOUBLE END AS past_clicks, ${learned} AS _aw_label
     FROM range(${from}, ${from + count}) t(i)) TO '${path}' (FORMAT parquet)`,
  );
}

function randomLayers(widths: readonly number[], idleUnits: number): Layer[] {
  const random = seededRandom(5);
  return widths.slice(1).map((outputs, index) => {
    const before = widths[index] ?? 0;
    const weight = Float32Array.from({ length: before * outputs }, (_, at) =>
      index > 0 && Math.floor(at / outputs) < idleUnits ? 0 : random.normal() / Math.sqrt(before),
    );
    return {
      inputs: before,
      outputs,
      weight,
      bias: Float32Array.from({ length: outputs }, () => random.normal() / 4),
    };
  });
}

function report(task: Task): PackageInput["report"] {
  return {
    flow: { rowsIn: rows.validation, columnsIn: 3, rowsOut: rows.validation, columnsOut: 1 },
    note: "",
    metrics: {
      accuracy: { value: 0.5, low: 0.4, high: 0.6 },
      logLoss: { value: 0.7, low: 0.65, high: 0.75 },
      rocAuc: { value: Number.NaN, low: Number.NaN, high: Number.NaN },
    },
    threshold: task === "binary" ? 0.5 : null,
    temperature: task === "regression" ? null : 1,
    confusion: [
      [50, 50],
      [50, 50],
    ],
    perClass: [],
    curves: null,
    slices: [
      { name: "device = phone", rows: 67, metric: { value: 0.5, low: 0.4, high: 0.6 }, declared: true },
    ],
    importance: [{ input: "clicks", lossIncrease: { value: 0.1, low: 0.05, high: 0.15 } }],
    baselines: [
      { name: "majority class", metrics: { accuracy: 0.57, logLoss: 0.8 } },
      { name: "logistic regression", metrics: { accuracy: 0.6, logLoss: 0.6 } },
    ],
    champion: null,
    gates: [],
    passed: true,
    warnings: ["few rows"],
    methods: ["1,000 resamples"],
  };
}

function trained(
  inputs: PackageInput["trained"]["inputs"],
  layers: readonly Layer[],
  widths: readonly number[],
): PackageInput["trained"] {
  return {
    flow: { rowsIn: rows.train, columnsIn: 3, rowsOut: rows.train, columnsOut: 1 },
    note: "by hand",
    beforeTraining: { epoch: 0, learningRate: 0, note: "", ...guesses },
    epochs: [],
    bestEpoch: 1,
    stoppedEarly: false,
    inputs,
    classes: [],
    widths,
    parameters: layers.reduce((sum, { weight, bias }) => sum + weight.length + bias.length, 0),
  };
}

function cleaned({ rules }: Definition): PackageInput["cleaned"] {
  const flow = { rowsIn: 810, columnsIn: 7, rowsOut: 800, columnsOut: 7 };
  return {
    flow,
    note: "",
    outcomes: rules.map(({ name, policy, check }) => ({
      rule: name,
      policy: policy.kind,
      rows: check.kind === "outlier" ? 3 : 0,
      bounds: check.kind === "outlier" ? { low: -3, high: 11 } : null,
    })),
    rejectedRows: 10,
  };
}

/** Writes both tables, and the clean events behind them, whose path it returns. */
async function writeTables(engine: Engine, directory: string, options: FixtureOptions): Promise<string> {
  const { sql, learned } = labelOf(options);
  for (const [name, from] of [
    ["train", 0],
    ["validation", rows.train],
  ] as const)
    await writeTable(engine, join(directory, `${name}.parquet`), {
      from,
      count: rows[name],
      label: sql,
      learned,
    });
  const history = join(directory, "clean.parquet");
  await engine.run(
    `COPY (SELECT * EXCLUDE (past_clicks, _aw_label) FROM read_parquet(['${join(directory, "train.parquet")}', '${join(directory, "validation.parquet")}'])) TO '${history}' (FORMAT parquet)`,
  );
  return history;
}
