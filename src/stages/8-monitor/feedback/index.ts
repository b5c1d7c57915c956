export { type BadLabel, type ImportedLabels, type ImportLabelsInput, importLabels } from "./import-labels.ts";
