/** Bodies that the model at work answers, from the example in its package: what people begin with who try a route. */
import type { ServedModel } from "../stages/7-serve/index.ts";
import { datatypeOf } from "./open-inference/datatype.ts";
import { jsonElements } from "./open-inference/json-tensor.ts";

/** The example row as an inference request of the Open Inference Protocol. */
export function tensorsExample({ inputs, warmUp }: ServedModel): unknown {
  return {
    inputs: inputs.flatMap(({ name, type }) => {
      const tensor = warmUp.feeds[name];
      if (tensor === undefined) return [];
      return [{ name, datatype: datatypeOf(type), shape: tensor.shape, data: jsonElements(tensor) }];
    }),
  };
}

/** The example row by the names of the inputs, a single value as such. */
export function rowExample({ inputs, warmUp }: ServedModel): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    inputs.flatMap(({ name }) => {
      const tensor = warmUp.feeds[name];
      if (tensor === undefined) return [];
      const [first, ...others] = jsonElements(tensor);
      const value = others.length === 0 ? first : [first, ...others];
      return [[name, Number.isNaN(value) ? null : value]];
    }),
  );
}

/** The example as the raw event that it was; undefined for a model that takes its inputs alone. */
export function eventExample({ manifest }: ServedModel): unknown {
  return manifest?.example.raw;
}

/** A label for the example's event, of the label's own kind; undefined where events have no id. */
export function labelExample({ manifest }: ServedModel): unknown {
  if (manifest === undefined) return undefined;
  const { definition, example, network } = manifest;
  const { id, label, columns } = definition.events;
  if (id === null) return undefined;
  const { prediction } = example.answer;
  const labels: Readonly<Record<string, unknown>> = {
    boolean: true,
    number: typeof prediction === "number" ? prediction : (label.above ?? 0) + 1,
    text: network.classes[0] ?? String(prediction),
  };
  return { event_id: example.raw[id], label: labels[columns[label.column]?.kind ?? "boolean"] ?? prediction };
}
