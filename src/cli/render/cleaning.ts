import { type Estimate, isMetric, metricTable } from "../../core/metric.ts";
import type { MeasuredCleaning } from "../../pipeline/measure-cleaning.ts";
import { formatCount, formatMetric } from "./format.ts";
import type { Canvas } from "./style.ts";
import { renderTable } from "./table.ts";

const verdicts: Readonly<Record<MeasuredCleaning["verdict"], string>> = {
  better: "Without its rules the model does better here: look at what they take away.",
  "not distinguishable": "On these rows the two cannot be told apart.",
  worse: "Cleaning helped: without it the model is worse.",
};

/** The model with its cleaning rules beside the one without them. */
export function renderCleaning(measured: MeasuredCleaning, canvas: Canvas): string {
  const { run, rules, rows, withRules, withoutRules, verdict } = measured;
  const columns = [
    { title: "metric" },
    { title: "cleaned", align: "right" },
    { title: "as it came", align: "right" },
  ] as const;
  const lines = Object.entries(withRules.metrics).flatMap(([name, cleaned]) => {
    const other = isMetric(name) ? withoutRules.metrics[name] : undefined;
    if (!isMetric(name) || cleaned === undefined || other === undefined) return [];
    const cell = ({ value, low, high }: Estimate) =>
      `${formatMetric(name, value)} (${formatMetric(name, low)} to ${formatMetric(name, high)})`;
    return [[metricTable[name].title, cell(cleaned), cell(other)]];
  });
  const trained = [
    "rows learned from",
    formatCount(withRules.trainRows),
    formatCount(withoutRules.trainRows),
  ];
  const left = `${rules} ${rules === 1 ? "rule" : "rules"} left out`;
  return `Run ${run}, ${left}; both models on the same ${formatCount(rows)} unseen cleaned rows\n\n${renderTable(columns, [trained, ...lines], canvas)}\n\n${verdicts[verdict]}\nThe dashboard's learn page shows it.\n`;
}
