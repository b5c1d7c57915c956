/** What an inference pool serves: a model's bytes, the tensors it takes and gives, and the row that proves it. */
import { AirworthyError } from "../../../core/error.ts";
import type { ElementType } from "../../../core/onnx/index.ts";
import type { Tensors } from "../../../io/runtime.ts";
import { type Answer, feedsOfRow, type Manifest, type OpenedPackage } from "../../6-package/live.ts";

export interface TensorSpec {
  readonly name: string;
  readonly type: ElementType;
  /** −1 first, for the rows; then what each row holds. */
  readonly shape: readonly number[];
}

export interface ServedModel {
  readonly name: string;
  readonly version: number;
  readonly bytes: Uint8Array;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  readonly warmUp: {
    /** One row. */
    readonly feeds: Tensors;
    /** PACKAGE_INVALID where the outputs are not what the model answered when it was made. */
    readonly check: (outputs: Tensors) => void;
  };
  /** Whether a row takes as long as any other, so that what one took tells what a batch will take; false unless told. */
  readonly isSteady?: boolean;
  /** What raw events mean to it; a model without one takes its inputs alone. */
  readonly manifest?: Manifest;
}

/** How far a model may answer its own example otherwise than recorded, relative to 1 or the value. */
const tolerance = 1e-4;

/** A verified package as it is served: numbers and booleans are doubles (NaN is missing), texts strings ("" is missing). */
export function servedModelOf({ manifest, model }: OpenedPackage): ServedModel {
  const { name, version, signature, network, example, definition } = manifest;
  const inputs = signature.inputs.map((input): TensorSpec => {
    return { name: input.name, type: input.type === "text" ? "string" : "double", shape: [-1, 1] };
  });
  const outputs = signature.outputs.map((output): TensorSpec => {
    const shape = output.shape.map((size) => (typeof size === "number" ? size : -1));
    return { name: output.name, type: "float", shape };
  });
  return {
    name,
    version,
    bytes: model,
    inputs,
    outputs,
    warmUp: {
      feeds: feedsOfRow(definition, example.inputs),
      check: (answered) => checkExample(answered, example.answer, network.classes),
    },
    isSteady: true, // its graph has no loop
    manifest,
  };
}

function checkExample(outputs: Tensors, answer: Answer, classes: readonly string[]): void {
  const wanted = recorded(answer, classes);
  const tensor = outputs.probability ?? outputs.value;
  const found = tensor === undefined ? [] : Array.from(tensor.data as ArrayLike<number>);
  const agrees =
    found.length === wanted.length && wanted.every((value, at) => isClose(found[at] ?? Number.NaN, value));
  if (agrees) return;
  throw new AirworthyError(
    "PACKAGE_INVALID",
    `Cannot serve the package: it answers its own example with [${found.join(", ")}], wanted [${wanted.join(", ")}].`,
  );
}

function recorded(
  { prediction, probability, probabilities }: Answer,
  classes: readonly string[],
): readonly number[] {
  if (classes.length > 0) return probabilities;
  return [probability ?? Number(prediction)];
}

function isClose(found: number, wanted: number): boolean {
  return Math.abs(found - wanted) <= tolerance * Math.max(1, Math.abs(wanted));
}
