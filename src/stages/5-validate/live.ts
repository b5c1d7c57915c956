/** What says how good answers were, without an engine and without a model: what measures live windows loads no more of this stage. */
export { gateHolds } from "./gate-holds.ts";
export { type MetricRule, type MulticlassMeasure, metricRules } from "./metric-rules.ts";
