/** What a reader of the card must consider, as far as the run knows it: nothing here is a phrase without a fact. */
import { metricTable } from "../../core/metric.ts";
import type { ValidationReport } from "../5-validate/index.ts";
import { count, figure } from "./card-format.ts";
import type { Manifest } from "./manifest.ts";

export interface Considered {
  readonly manifest: Manifest;
  readonly report: ValidationReport;
  readonly rows: { readonly train: number; readonly validation: number };
}

type Consideration = (input: Considered) => readonly string[];

const personalData: Consideration = ({ manifest: { definition } }) => {
  const personal = Object.entries(definition.events.columns).filter(([, { pii }]) => pii === true);
  if (personal.length === 0) return ["No column is declared as personal data."];
  const names = personal.map(([name]) => `\`${name}\``).join(", ");
  const used = definition.inputs.filter(({ name }) => definition.events.columns[name]?.pii === true);
  const direct =
    used.length === 0
      ? "none is an input of the model itself"
      : `the model takes ${used.map(({ name }) => `\`${name}\``).join(", ")} as input, and model.onnx may hold their values`;
  return [`Personal data: ${names}; ${direct}. The example and the reference profiles hide their values.`];
};

const pastNeeded: Consideration = ({ manifest: { definition } }) => {
  const past = definition.features.filter(({ expression }) =>
    JSON.stringify(expression).includes('"aggregate"'),
  );
  if (past.length === 0) return [];
  return [
    `${past.map(({ name }) => `\`${name}\``).join(", ")} need the past events of the \`${definition.events.entity}\`; without a history they are what they are for a first event.`,
  ];
};

const warnings: Consideration = ({ report }) => report.warnings;
const methods: Consideration = ({ report }) => report.methods;

const fewRows: Consideration = ({ rows }) =>
  rows.validation < 1_000
    ? [`Only ${count(rows.validation)} rows validated the model: mind the width of the intervals.`]
    : [];

const sides: Consideration = ({ manifest: { definition } }) =>
  definition.split.by === "random"
    ? ["The split was random: it does not tell how the model does on later events."]
    : [];

const simplerIsBetter: Consideration = ({ report: { metrics, baselines } }) =>
  baselines.flatMap(({ name, metrics: simple }) =>
    (["logLoss", "rmse"] as const).flatMap((metric) => {
      const [own, other] = [metrics[metric]?.value, simple[metric]];
      if (own === undefined || other === undefined || other >= own) return [];
      return [
        `A simpler model does better on the same rows: ${name} has ${metricTable[metric].title} ${figure(other)}, this model ${figure(own)}.`,
      ];
    }),
  );

const limitations = [simplerIsBetter, pastNeeded, fewRows, sides, warnings];

/** The last section of the card. */
export function cardConsiderations(input: Considered): string {
  const list = (rules: readonly Consideration[]) =>
    rules.flatMap((rule) => rule(input)).map((line) => `- ${line}`);
  const limits = list(limitations);
  const how = list([methods]);
  return [
    "## Limitations",
    "",
    ...(limits.length === 0
      ? ["- None was found by the run; intended use is for its owners to state."]
      : limits),
    "",
    "## Considerations",
    "",
    ...list([personalData]),
    ...(how.length === 0 ? [] : ["", "## How the numbers were made", "", ...how]),
  ].join("\n");
}
