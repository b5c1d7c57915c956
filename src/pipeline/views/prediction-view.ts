/** What one answer was made of: its trace, what each feature means and reads, and the label that holds. */

import type { Definition } from "../../core/definition/index.ts";
import { describeExpression, type Value, walk } from "../../core/expression/index.ts";
import { type LoggedTrace, type Trace, traceLogged } from "../../stages/7-serve/index.ts";
import { loggedPackage } from "../logged-package.ts";
import type { ViewedProject } from "./viewed-project.ts";

export interface InputWords {
  readonly name: string;
  readonly type: "number" | "boolean" | "text";
  /** A feature's definition as a person writes it, or what a column is said to be. */
  readonly words: string;
  /** The columns of past events that it reads; none where it looks at its own event alone. */
  readonly past: readonly string[];
  /** The values that the model learned; empty but for texts. */
  readonly known: readonly string[];
}

export interface PredictionView extends LoggedTrace {
  readonly version: number;
  readonly inputs: readonly InputWords[];
}

export type PredictionViewInput = Pick<ViewedProject, "workspace" | "log"> & { readonly id: string };

/** The prediction `id` of the log, as `airworthy trace` tells it; NOT_FOUND, PACKAGE_INVALID. */
export async function predictionView({ workspace, log, id }: PredictionViewInput): Promise<PredictionView> {
  let words: readonly InputWords[] = [];
  const found = await traceLogged({
    store: log,
    id,
    async packageOf(version) {
      const loaded = await loggedPackage(workspace, version);
      words = inputWords(loaded.manifest.definition, loaded.manifest.preprocessing);
      return loaded;
    },
  });
  return { ...found, version: found.trace.model.version, inputs: words };
}

type Preprocessing = readonly {
  readonly name: string;
  readonly encoding: { readonly kind: string; readonly vocabulary?: readonly string[] };
}[];

function inputWords({ inputs, features, events }: Definition, preprocessing: Preprocessing): InputWords[] {
  return inputs.map(({ name, type }) => {
    const expression = features.find((feature) => feature.name === name)?.expression;
    const read = (expression === undefined ? [] : [...walk(expression)])
      .filter((node) => node.kind === "aggregate")
      .flatMap((node) => [...walk(node)])
      .flatMap((node) => (node.kind === "column" ? [node.column] : []));
    return {
      name,
      type,
      words:
        expression === undefined ? (events.columns[name]?.description ?? "") : describeExpression(expression),
      past: [...new Set(read)],
      known: preprocessing.find((one) => one.name === name)?.encoding.vocabulary ?? [],
    };
  });
}

export interface ChangedInput extends PredictionViewInput {
  /** Inputs of the model that are to be otherwise; missing is null. */
  readonly inputs: Readonly<Record<string, Value>>;
}

/** What the same version would have answered to other inputs; INPUT_INVALID where it has no such input, or of another type. */
export async function changedAnswer({ workspace, log, id, inputs }: ChangedInput): Promise<Trace> {
  const { trace } = await traceLogged({
    store: log,
    id,
    changed: inputs,
    packageOf: (version) => loggedPackage(workspace, version),
  });
  return trace;
}
