/** What the types cannot say: each rule reads the whole definition and returns what is wrong with it. */
import { type ExpressionNode, walk } from "../expression/index.ts";
import { metricTable } from "../metric.ts";
import type { Definition } from "./definition.ts";
import { feedbackProblems } from "./feedback-problems.ts";
import { labelSourceProblems } from "./label-source.ts";
import { monitorProblems } from "./monitor-problems.ts";
import { notifyProblems } from "./notify-problems.ts";
import { retentionProblems } from "./retention-problems.ts";
import { retrainProblems } from "./retrain.ts";
import { rolloutProblems } from "./rollout.ts";
import { type ProblemRule, valueProblems } from "./value-problems.ts";

const namedColumnsExist: ProblemRule = ({ events }) => {
  const { id, entity, time, known, label } = events;
  const named = { id, entity, time, known, label: label.column, knownAt: label.knownColumn };
  return Object.entries(named)
    .filter(([, name]) => name !== null && !Object.hasOwn(events.columns, name))
    .map(([role, name]) => `${role} names the column '${name}', which is not declared`);
};

const timesAreTimestamps: ProblemRule = ({ events }) =>
  [events.time, events.known, events.label.knownColumn]
    .filter((name) => name !== null && (events.columns[name]?.kind ?? "timestamp") !== "timestamp")
    .map((name) => `the column '${name}' holds a time and must be declared as timestamp()`);

const namesAreDistinct: ProblemRule = ({ events, features }) =>
  features
    .filter(({ name }) => Object.hasOwn(events.columns, name))
    .map(({ name }) => `the feature '${name}' has the name of a column`);

const namesAreFree: ProblemRule = ({ events, features }) =>
  [...Object.keys(events.columns), ...features.map(({ name }) => name)]
    .filter((name) => name === "" || name.startsWith("_aw_"))
    .map((name) => `the name '${name}' is empty or begins with '_aw_', which is reserved`);

/** The columns that the event's own row may not use, for they are known only afterwards. */
function outcomeColumns({ events }: Definition): Set<string> {
  const declared = Object.entries(events.columns).filter(([, { outcome }]) => outcome === true);
  return new Set([events.label.column, ...declared.map(([name]) => name)]);
}

function ownRowColumns(node: ExpressionNode): string[] {
  if (node.kind === "column") return [node.column];
  return node.kind === "call" ? node.operands.flatMap(ownRowColumns) : [];
}

const noFeatureKnowsItsFuture: ProblemRule = (definition) => {
  const outcomes = outcomeColumns(definition);
  const features = definition.features.flatMap(({ name, expression }) =>
    ownRowColumns(expression)
      .filter((column) => outcomes.has(column))
      .map(
        (column) =>
          `the feature '${name}' reads '${column}' of its own event, which is known only afterwards`,
      ),
  );
  const inputs = definition.inputs
    .filter(({ name, origin }) => origin === "column" && outcomes.has(name))
    .map(({ name }) => `inputs name '${name}', which is known only after the event`);
  return [...features, ...inputs];
};

const expressionsReadColumns: ProblemRule = ({ events, features }) =>
  features.flatMap(({ name, expression }) =>
    [...walk(expression)]
      .filter((node) => node.kind === "column" && !Object.hasOwn(events.columns, node.column))
      .map(
        (node) =>
          `the feature '${name}' reads the column '${"column" in node ? node.column : ""}', which is not declared`,
      ),
  );

const aggregatesDoNotNest: ProblemRule = ({ features }) =>
  features
    .filter(({ expression }) =>
      [...walk(expression)].some(
        (node) =>
          node.kind === "aggregate" &&
          [...walk(node)].some((inner) => inner !== node && inner.kind === "aggregate"),
      ),
    )
    .map(({ name }) => `the feature '${name}' has an aggregate inside an aggregate`);

const windowsCount: ProblemRule = ({ features }) =>
  features
    .filter(({ expression }) =>
      [...walk(expression)].some(
        (node) =>
          node.kind === "aggregate" &&
          node.window.kind === "last" &&
          !(Number.isInteger(node.window.events) && node.window.events > 0),
      ),
    )
    .map(({ name }) => `the feature '${name}' needs a whole, positive number of events in overLast`);

const sharesAreShares: ProblemRule = ({ events, split, packaging }) => [
  ...(split.validation > 0 && split.validation < 1
    ? []
    : [`split.validation is ${split.validation}, wanted a share between 0 and 1`]),
  ...(events.maxRejectedShare >= 0 && events.maxRejectedShare <= 1
    ? []
    : [`maxRejectedShare is ${events.maxRejectedShare}, wanted 0 to 1`]),
  ...(packaging.accuracyBudget >= 0
    ? []
    : [`packaging.accuracyBudget is ${packaging.accuracyBudget}, wanted 0 or more`]),
];

const modelIsTrainable: ProblemRule = ({ model, inputs }) => [
  ...(inputs.length > 0 ? [] : ["the model has no input: declare features or columns that it may use"]),
  ...(model.hidden.every((width) => Number.isInteger(width) && width > 0)
    ? []
    : ["model.hidden wants whole, positive widths"]),
  ...(Number.isInteger(model.epochs) && model.epochs > 0
    ? []
    : ["model.epochs wants a whole, positive number"]),
  ...(Number.isInteger(model.batchSize) && model.batchSize > 0
    ? []
    : ["model.batchSize wants a whole, positive number"]),
  ...(model.learningRate > 0 ? [] : ["model.learningRate wants a positive number"]),
  ...(model.dropout >= 0 && model.dropout < 1 ? [] : ["model.dropout wants a share below 1"]),
];

const gatesFitTheTask: ProblemRule = ({ gates, events }) =>
  gates.bounds.flatMap(({ metric, bound }) => {
    if (!Object.hasOwn(metricTable, metric))
      return [`gates name the metric '${metric}', which does not exist`];
    if (!(metricTable[metric].tasks as readonly string[]).includes(events.label.task))
      return [`the metric '${metric}' has no meaning for a ${events.label.task} label`];
    return Number.isFinite(bound) ? [] : [`the gate on '${metric}' needs atLeast or atMost with a number`];
  });

const slicesExist: ProblemRule = ({ validation, events, features }) =>
  validation.slices
    .filter(
      (name) => !Object.hasOwn(events.columns, name) && !features.some((feature) => feature.name === name),
    )
    .map((name) => `validation.slices names '${name}', which is neither a column nor a feature`);

const problemRules: readonly ProblemRule[] = [
  namedColumnsExist,
  timesAreTimestamps,
  namesAreDistinct,
  namesAreFree,
  expressionsReadColumns,
  noFeatureKnowsItsFuture,
  aggregatesDoNotNest,
  windowsCount,
  sharesAreShares,
  modelIsTrainable,
  gatesFitTheTask,
  slicesExist,
  monitorProblems,
  feedbackProblems,
  labelSourceProblems,
  notifyProblems,
  retrainProblems,
  rolloutProblems,
  retentionProblems,
  ...valueProblems,
];

/** Everything in `definition` that has no meaning, one clause each; empty where it is sound. */
export function findProblems(definition: Definition): string[] {
  return problemRules.flatMap((rule) => rule(definition));
}
