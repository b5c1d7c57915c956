/** What the model of a run answers to the example of its package, layer by layer, and to other values of what mattered most. */
import { join } from "node:path";
import type { Definition, ModelInput } from "../../../core/definition/index.ts";
import type { Value } from "../../../core/expression/index.ts";
import { type Engine, quoteIdentifier } from "../../../io/engine.ts";
import { parquetTable } from "../../../io/parquet-table.ts";
import type { FoundRun } from "../../../io/store/index.ts";
import { exists, type Workspace } from "../../../io/workspace.ts";
import { parseEvent } from "../../../stages/1-collect/live.ts";
import { type LoadedPackage, personalFeatures } from "../../../stages/6-package/index.ts";
import { type Trace, traceOf } from "../../../stages/7-serve/index.ts";
import { loadVersion } from "../../load-version.ts";
import type { RunResult } from "../../run-result.ts";
import { keptView } from "../kept-views.ts";
import { withViewEngine } from "../view-engine.ts";

/** What the network does where one input has another value. */
export interface SweptValue {
  readonly value: Value;
  readonly prediction: boolean | string | number;
  /** The probability of true, or of the class that the example is answered with; of a regression the value. */
  readonly score: number;
  /** How strongly each unit of each hidden layer answers. */
  readonly hidden: readonly (readonly number[])[];
}

export interface Sweep {
  readonly input: string;
  readonly type: ModelInput["type"];
  /** Values of unseen rows, in their order; the example's own among them. */
  readonly values: readonly SweptValue[];
  /** The example's own among `values`. */
  readonly own: number;
}

export interface ExampleAnswer {
  readonly raw: Readonly<Record<string, Value>>;
  readonly trace: Trace;
  /** What was answered when the package was made. */
  readonly packaged: boolean | string | number;
  /** Of the inputs that moved the answer most. */
  readonly sweeps: readonly Sweep[];
}

export interface ExampleAnswerInput {
  readonly workspace: Workspace;
  readonly found: Pick<FoundRun, "name" | "keys">;
  readonly result: RunResult | null;
}

const sweptInputs = 2;
const numberSteps = 10;
const listedValues = 6;

/** The answer; null where the run has no package, or it was deleted. PACKAGE_INVALID where it was changed. */
export async function exampleAnswer(
  { workspace, found, result }: ExampleAnswerInput,
  signal?: AbortSignal,
): Promise<ExampleAnswer | null> {
  const version = result?.package?.version;
  if (result === null || version === undefined) return null;
  if (!(await exists(workspace.versionDirectory(found.name, version)))) return null;
  const loaded = await loadVersion(workspace, { model: found.name, version });
  const { example } = loaded.manifest;
  const ask = asker(loaded);
  const trace = await ask(example.inputs);
  const table = join(workspace.snapshot(found.keys.split ?? ""), "validation.parquet");
  const swept = (await exists(table))
    ? await keptView(`sweeps ${found.keys.split} ${version}`, () =>
        withViewEngine(
          workspace,
          (engine) => sweepsOf(engine, { loaded, table, result, trace, ask }),
          signal,
        ),
      )
    : [];
  return { raw: example.raw, trace, packaged: example.answer.prediction, sweeps: swept };
}

type Inputs = Readonly<Record<string, Value>>;
type Ask = (inputs: Inputs) => Promise<Trace>;

/** The package's own graph, on inputs that are known. */
function asker(loaded: LoadedPackage): Ask {
  const { definition, example } = loaded.manifest;
  const event = parseEvent(definition, example.raw);
  return (inputs) => traceOf(loaded, { row: example.raw, event, inputs, given: new Set() });
}

interface SweepInput {
  readonly loaded: LoadedPackage;
  readonly table: string;
  readonly result: RunResult;
  readonly trace: Trace;
  readonly ask: Ask;
}

async function sweepsOf(engine: Engine, input: SweepInput): Promise<Sweep[]> {
  const { loaded, result } = input;
  const { definition } = loaded.manifest;
  const chosen = result.validation.importance
    .map((one) => definition.inputs.find(({ name }) => name === one.input))
    .filter((one) => one !== undefined && canBeSwept(definition, one))
    .slice(0, sweptInputs);
  const sweeps: Sweep[] = [];
  for (const one of chosen) if (one !== undefined) sweeps.push(await sweepOf(engine, one, input));
  return sweeps.filter(({ values }) => values.length > 1);
}

function canBeSwept(definition: Definition, { name }: ModelInput): boolean {
  const column = definition.events.columns[name];
  return column?.pii !== true && column?.kind !== "timestamp" && !personalFeatures(definition).has(name);
}

async function sweepOf(engine: Engine, { name, type }: ModelInput, input: SweepInput): Promise<Sweep> {
  const { table, trace, ask, loaded } = input;
  const own = loaded.manifest.example.inputs[name] ?? null;
  const found = await valuesOf(engine, { name, type, table });
  const values = [...new Set([...found, ...(own === null ? [] : [own])])].sort(inOrder);
  const swept: SweptValue[] = [];
  for (const value of values) {
    const asked = await ask({ ...loaded.manifest.example.inputs, [name]: value });
    const { output, hidden, decision } = asked;
    const place = trace.decision.probabilities.indexOf(Math.max(...trace.decision.probabilities));
    swept.push({
      value,
      prediction: decision.prediction,
      score: output.values[Math.max(0, place)] ?? Number.NaN,
      hidden: hidden.map((layer) => layer.values.map((activation) => Number(activation.toPrecision(4)))),
    });
  }
  return { input: name, type, values: swept, own: values.indexOf(own) };
}

interface ValuesInput extends Pick<ModelInput, "name" | "type"> {
  readonly table: string;
}

async function valuesOf(engine: Engine, { name, type, table }: ValuesInput): Promise<Value[]> {
  const column = quoteIdentifier(name);
  const from = `${parquetTable(table)} WHERE ${column} IS NOT NULL`;
  if (type === "number") {
    const places = Array.from({ length: numberSteps + 1 }, (_, step) => 0.02 + (0.96 * step) / numberSteps);
    const [row = {}] = await engine.all(
      `SELECT quantile_disc(${column}::DOUBLE, [${places.join(", ")}]) AS cuts FROM ${from}`,
    );
    return ((row.cuts ?? []) as unknown[]).map(Number);
  }
  const rows = await engine.all(
    `SELECT ${column} AS x FROM ${from} GROUP BY x ORDER BY count(*) DESC, x LIMIT ${listedValues}`,
  );
  return rows.map(({ x }) => x as Value);
}

function inOrder(one: Value, other: Value): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return String(one) < String(other) ? -1 : 1;
}
