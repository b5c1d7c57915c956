import type { ValidationView } from "../../api/schema.gen.ts";
import { formatCount, formatFigure, plural } from "../../parts/format.ts";

/** What validation found, in words. */
export function validationSentence({ metrics, rows, gates, champion, task }: ValidationView): string {
  const main = metrics.find(({ metric }) => metric === (task === "regression" ? "rmse" : "accuracy"));
  const failed = gates.filter(({ passed }) => !passed).length;
  const measured =
    main === undefined
      ? ""
      : `${main.title} ${formatFigure(main.value, main.unit)} (95%: ${formatFigure(main.low, main.unit)} to ${formatFigure(main.high, main.unit)}) on ${formatCount(rows)} rows that training did not see. `;
  const judged =
    gates.length === 0
      ? "No gate is declared."
      : failed === 0
        ? `${gates.length === 1 ? "The gate is" : `All ${gates.length} gates are`} passed.`
        : `${plural(failed, "gate")} of ${gates.length} failed.`;
  const beside =
    champion === null ? "" : ` Against champion version ${champion.version}: ${champion.verdict}.`;
  return `${measured}${judged}${beside}`;
}
