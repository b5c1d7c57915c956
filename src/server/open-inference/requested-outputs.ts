import type { ServedModel } from "../../stages/7-serve/index.ts";
import { invalidRequest } from "../invalid-request.ts";

/** Of a request, a tensor or an output, by name. */
export type Parameters = Readonly<Record<string, unknown>>;

export interface AskedOutput {
  readonly name: string;
  readonly parameters?: Parameters | undefined;
}

export interface RequestedOutput {
  readonly name: string;
  readonly binary: boolean;
}

/** The outputs that were asked for, all of the model's where none were; `binary` is what an output is that says nothing of it. */
export function requestedOutputs(
  asked: readonly AskedOutput[] | undefined,
  model: ServedModel,
  binary: boolean,
): RequestedOutput[] {
  const outputs: readonly AskedOutput[] = asked === undefined || asked.length === 0 ? model.outputs : asked;
  const names = new Set<string>();
  return outputs.map(({ name, parameters }) => {
    if (!model.outputs.some((known) => known.name === name))
      throw invalidRequest(
        `The model has no output '${name.slice(0, 128)}'; it has ${model.outputs.map((known) => `'${known.name}'`).join(", ")}.`,
      );
    if (names.has(name)) throw invalidRequest(`The output '${name}' is asked for twice.`);
    names.add(name);
    for (const extension of ["classification", "shared_memory_region"])
      if (parameters?.[extension] !== undefined)
        throw invalidRequest(
          `The output '${name}' asks for '${extension}', which this server does not have.`,
        );
    const flag = parameters?.binary_data;
    return { name, binary: flag === undefined ? binary : flag === true };
  });
}

/** From the parameter `timeout`, which is in microseconds. */
export function timeoutParameterMs(parameters: Parameters | undefined): number | undefined {
  const timeout = parameters?.timeout;
  return typeof timeout === "number" && timeout > 0 ? timeout / 1_000 : undefined;
}

/** Throws REQUEST_INVALID where an input's bytes are not in the request. */
export function refuseSharedMemory(name: string, parameters: Parameters | undefined): void {
  if (parameters?.shared_memory_region === undefined) return;
  throw invalidRequest(`The input '${name}' lies in shared memory, which this server does not read.`);
}
