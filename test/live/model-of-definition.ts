/** A real model for any definition: random weights over its inputs, for what is asked is what it was given. */
import type { Definition } from "../../src/core/definition/index.ts";
import { seededRandom } from "../../src/core/random.ts";
import { buildInferenceGraph, layOut } from "../../src/stages/4-train/index.ts";
import { feedsOfRow, type Manifest } from "../../src/stages/6-package/index.ts";
import type { ServedModel } from "../../src/stages/7-serve/index.ts";

export function modelOfDefinition(definition: Definition, version: number): ServedModel {
  const random = seededRandom(version);
  const inputs = layOut(
    definition.inputs.map(({ name, type }) => ({
      name,
      type,
      encoding:
        type === "text"
          ? { kind: "oneHot", vocabulary: ["x", "y"] }
          : { kind: "standardise", mean: 0, scale: 10, impute: 0, indicator: true },
    })),
  );
  const width = inputs.reduce((sum, { encodedNames }) => sum + encodedNames.length, 0);
  const weight = Float32Array.from({ length: width }, () => random.normal());
  const layers = [{ inputs: width, outputs: 1, weight, bias: new Float32Array(1) }];
  const decision = { threshold: 0.5, network: { classes: [] } };
  return {
    name: definition.name,
    version,
    bytes: buildInferenceGraph({ inputs, layers, task: "binary" }),
    inputs: definition.inputs.map(({ name, type }) => ({
      name,
      type: type === "text" ? "string" : "double",
      shape: [-1, 1],
    })),
    outputs: [{ name: "probability", type: "float", shape: [-1, 1] }],
    warmUp: { feeds: feedsOfRow(definition, {}), check: () => undefined },
    manifest: {
      name: definition.name,
      version,
      definition,
      cleaning: [],
      ...decision,
    } as unknown as Manifest,
  };
}
