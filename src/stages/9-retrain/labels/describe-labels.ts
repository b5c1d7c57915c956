import { formatCount } from "../../../core/format.ts";
import type { JudgedLabels, LabelCheck } from "./check-labels.ts";
import { describeScope } from "./label-scope.ts";

/** Labels that say something else than the champion promised, and what became of them, in sentences. */
export function describeLabels({ version, setAside, taken }: LabelCheck): string[] {
  return [
    ...setAside.map((own) => `Set aside: ${clause(own, version)} ${own.why}`),
    ...taken.map((own) => `Taken: ${clause(own, version)} ${own.why}`),
  ];
}

function clause({ scope, labels, what, share, expected }: JudgedLabels, version: number): string {
  const percent = (part: number) => `${(100 * part).toFixed(1)}%`;
  return `of ${formatCount(labels)} labels ${describeScope(scope)}, ${percent(share)} ${what.replace("its answers", `the answers of version ${version}`)}, where ${percent(expected)} were to be expected.`;
}
