export { type EncodedInput, greatestStandardised, layOut } from "./encoded-input.ts";
export { buildInferenceGraph, type InferenceGraphOptions, type Layer } from "./inference-graph.ts";
export { labelKnownSql, labelSql } from "./label.ts";
export { type Split, type SplitInput, split } from "./split.ts";
export { type Trained, type TrainInput, train } from "./train.ts";
