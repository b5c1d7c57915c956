import type { Replay, VersionSkew } from "../../stages/7-serve/index.ts";
import { formatCount, formatNumber, formatTime } from "./format.ts";
import { type Canvas, section } from "./style.ts";
import { renderTable } from "./table.ts";

/** What a replay found: one table a version, then examples of what differs. */
export function renderReplay(replay: Replay, canvas: Canvas): string {
  const { since, predictions, compared, removed, mismatches, isClean, versions, unreplayed } = replay;
  const span = since === null ? "" : ` since ${formatTime(since)}`;
  if (predictions === 0) return `The log has no prediction${span}: there is nothing to replay.\n`;
  const verdict = isClean
    ? canvas.paint("good", "✓ what the models were given is what training makes of the same events")
    : canvas.paint("bad", `✗ ${reasonOf({ mismatches, left: predictions - compared - removed })}`);
  return `${[
    `${formatCount(compared)} of ${formatCount(predictions)} predictions${span} made again from the log\n${compared === 0 && isClean ? "" : verdict}`,
    ...(removed === 0
      ? []
      : [`${formatCount(removed)} cannot be: events that they saw were removed by age (retention.events)`]),
    ...versions.map((version) => renderVersion(version, canvas)),
    ...unreplayed.map(({ model, version, predictions: count, reason }) =>
      section(
        canvas,
        `${model}, version ${version}: ${formatCount(count)} predictions not replayed`,
        `  ${reason}`,
      ),
    ),
  ].join("\n\n")}\n`;
}

function reasonOf({ mismatches, left }: { readonly mismatches: number; readonly left: number }): string {
  const differ =
    mismatches === 0
      ? []
      : [`${formatCount(mismatches)} ${mismatches === 1 ? "value differs" : "values differ"}`];
  const missing = left === 0 ? [] : [`${formatCount(left)} predictions could not be compared`];
  return [...differ, ...missing].join("; ");
}

function renderVersion(
  { model, version, predictions, refused, inputs }: VersionSkew,
  canvas: Canvas,
): string {
  const columns = [
    { title: "input", atMost: 30 },
    { title: "made by" },
    { title: "compared", align: "right" },
    { title: "differ", align: "right" },
    { title: "greatest difference", align: "right" },
  ] as const;
  const rows = inputs.map(({ name, origin, compared, mismatches, greatestDifference }) => [
    name,
    origin === "column" ? "cleaning" : "feature",
    formatCount(compared),
    mismatches === 0 ? canvas.paint("good", "0") : canvas.paint("bad", formatCount(mismatches)),
    greatestDifference === null ? "–" : greatestDifference === 0 ? "0" : formatNumber(greatestDifference),
  ]);
  const examples = [
    ...inputs.flatMap(({ name, examples: found }) =>
      found.map(
        ({ prediction, logged, recomputed }) =>
          `  ${prediction}  ${name}: logged ${shown(logged)}, recomputed ${shown(recomputed)}`,
      ),
    ),
    ...refused.examples.map(({ prediction, rule }) => `  ${prediction}  refused by the batch rules: ${rule}`),
  ];
  const title = `${model}, version ${version}: ${formatCount(predictions)} predictions`;
  return section(canvas, title, [renderTable(columns, rows, canvas), ...examples].join("\n"));
}

function shown(value: string | number | boolean | null): string {
  return value === null ? "missing" : String(value);
}
