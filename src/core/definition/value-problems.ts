/** Values that a type cannot refuse: a number outside of its range, a zone that there is not, a name that is no name. */
import type { Definition } from "./definition.ts";

/** Reads the whole definition and returns what is wrong with it, one clause each. */
export type ProblemRule = (definition: Definition) => readonly string[];

const longestName = 200;

/** The name is a folder's name too, in percent encoding. */
const nameIsAName: ProblemRule = ({ name }) =>
  name.trim() !== "" &&
  name.isWellFormed() &&
  !/^\.+$/.test(name) &&
  encodeURIComponent(name).length <= longestName
    ? []
    : [
        `the name is ${JSON.stringify(name.slice(0, 40))}, wanted a short text that is not blank or dots alone`,
      ];

const zonesExist: ProblemRule = ({ events }) =>
  Object.entries(events.columns)
    .filter(([, { zone }]) => zone !== undefined && !isZone(zone))
    .map(
      ([name, { zone }]) => `the zone of '${name}' is '${zone}', wanted an IANA name such as Europe/Paris`,
    );

function isZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

const isCount = (value: number) => Number.isSafeInteger(value) && value > 0;
const isAmount = (value: number) => Number.isFinite(value) && value >= 0;

const numbersAreInRange: ProblemRule = ({ model, validation, packaging, seed }) => {
  const { clipGradient, earlyStopping } = model;
  const checks: readonly (readonly [name: string, fine: boolean, wanted: string])[] = [
    ["model.learningRate", Number.isFinite(model.learningRate), "a finite number"],
    ["model.weightDecay", isAmount(model.weightDecay), "0 or more"],
    ["model.l2", isAmount(model.l2), "0 or more"],
    ["model.clipGradient", clipGradient === null || clipGradient > 0, "a positive number, or null"],
    ["model.hashAbove", isCount(model.hashAbove), "a whole, positive number"],
    [
      "model.earlyStopping.patience",
      earlyStopping === null || isCount(earlyStopping.patience),
      "a whole, positive number",
    ],
    [
      "validation.bootstrapSamples",
      Number.isSafeInteger(validation.bootstrapSamples) && validation.bootstrapSamples >= 0,
      "a whole number from 0 on",
    ],
    ["packaging.latencyBudgetMs", isAmount(packaging.latencyBudgetMs), "0 or more"],
    ["seed", Number.isSafeInteger(seed), "a whole number"],
  ];
  return checks.filter(([, fine]) => !fine).map(([name, , wanted]) => `${name} wants ${wanted}`);
};

export const valueProblems: readonly ProblemRule[] = [nameIsAName, zonesExist, numbersAreInRange];
