export { type BadLabel, type ImportedLabels, type ImportLabelsInput, importLabels } from "./import-labels.ts";
export { type PulledLabels, type PullLabelsInput, pullLabels } from "./pull-labels.ts";
