/** One prediction layer by layer: input (raw → engineered → encoded), hidden layers, output, decision. */
import type { Value } from "../../core/expression/index.ts";
import { formatMicros } from "../../core/time.ts";
import type { Trace } from "../../stages/7-serve/index.ts";
import { bar } from "./bar.ts";
import { formatCount, formatNumber, formatShare } from "./format.ts";
import { formatAnswer } from "./prediction-table.ts";
import { type Canvas, cut, pad, section } from "./style.ts";

const barWidth = 24;
const shownUnits = 16;

export interface TraceNotes {
  /** The columns that hold times: their values are epoch microseconds. */
  readonly times: ReadonlySet<string>;
}

/** The text of `airworthy trace`. */
export function renderTrace(trace: Trace, { times }: TraceNotes, canvas: Canvas): string {
  const { model, hidden, decision } = trace;
  return `${[
    `${canvas.paint("title", `${model.name}, version ${model.version}`)} ${canvas.paint("faint", `(${model.shipped})`)}`,
    section(
      canvas,
      "Input, raw",
      renderValues(
        trace.raw.map((column) => rawValue(column, times)),
        canvas,
      ),
    ),
    section(canvas, "Input, engineered", renderValues(trace.inputs.map(engineered), canvas)),
    section(canvas, "Input, encoded", renderEncoded(trace, canvas)),
    ...hidden.map((layer) => renderHidden(layer, canvas)),
    section(canvas, `Output (${trace.output.activation})`, renderOutput(trace)),
    section(canvas, "Decision", `  ${decisionOf(decision)}`),
  ].join("\n\n")}\n`;
}

interface Named {
  readonly name: string;
  readonly value: Value;
  readonly mark: string;
}

function rawValue({ name, value }: Trace["raw"][number], times: ReadonlySet<string>): Named {
  const isTime = times.has(name) && typeof value === "number";
  return { name, value: isTime ? formatMicros(value) : value, mark: "" };
}

function engineered({ name, value, origin, given }: Trace["inputs"][number]): Named {
  return { name, value, mark: origin === "column" ? "column" : given ? "feature, as given" : "feature" };
}

function renderValues(values: readonly Named[], { paint }: Canvas): string {
  const width = nameWidth(values.map(({ name }) => name));
  return values
    .map(({ name, value, mark }) => {
      const shown = pad(cut(formatValue(value), 28), mark === "" ? 0 : 28);
      return `  ${pad(cut(name, width), width)}  ${shown}${mark === "" ? "" : `  ${paint("faint", mark)}`}`;
    })
    .join("\n");
}

function renderEncoded({ encoded }: Trace, canvas: Canvas): string {
  const shown = encoded.length <= 24 ? encoded : encoded.filter(({ value }) => value !== 0);
  const left = encoded.length - shown.length;
  const lines = signedBars(
    shown.map(({ name, value }) => ({ name, value })),
    canvas,
  );
  return left === 0 ? lines : `${lines}\n${canvas.paint("faint", `  and ${left} that are 0`)}`;
}

function renderHidden(layer: Trace["hidden"][number], canvas: Canvas): string {
  const { values, active, top } = layer;
  const title = `Hidden ${layer.layer} (ReLU): ${active} of ${values.length} units active`;
  const strongest = values
    .map((value, unit) => ({ unit, value }))
    .filter(({ value }) => value > 0)
    .toSorted((a, b) => b.value - a.value)
    .slice(0, shownUnits)
    .toSorted((a, b) => a.unit - b.unit);
  const contribution = new Map(top.map((unit) => [unit.unit, unit.contribution]));
  const rows = strongest.map(({ unit, value }) => ({
    name: `unit ${unit}`,
    value,
    mark: contribution.has(unit) ? `moved the logit by ${formatNumber(contribution.get(unit) ?? 0)}` : "",
  }));
  const left = active - rows.length;
  const lines = rows.length === 0 ? "  none: every unit is 0" : signedBars(rows, canvas);
  const more = left > 0 ? `\n${canvas.paint("faint", `  and ${left} weaker ones`)}` : "";
  return section(canvas, title, lines + more);
}

function renderOutput({ output, decision }: Trace): string {
  const { logit, classes, values, temperature, activation } = output;
  const cooled =
    temperature === null || temperature === 1
      ? ""
      : `, divided by the temperature ${formatNumber(temperature)}`;
  if (activation === "linear") return `  value ${formatNumber(values[0] ?? 0, 4)}`;
  if (activation === "softmax") {
    const width = nameWidth(classes);
    return classes
      .map(
        (name, index) =>
          `  ${pad(cut(name, width), width)}  ${formatShare(values[index] ?? 0).padStart(6)}  ${bar(values[index] ?? 0, barWidth)}`,
      )
      .join("\n");
  }
  const [probability = 0] = values;
  const threshold = decision.threshold ?? 0.5;
  const place = Math.round(threshold * barWidth);
  return [
    `  logit ${formatNumber(logit[0] ?? 0)}${cooled}`,
    `  probability ${formatShare(probability)}  ${pad(bar(probability, barWidth), barWidth)}`,
    `  ${pad("", `probability ${formatShare(probability)}`.length)}  ${" ".repeat(Math.max(0, place - 1))}▲ threshold ${formatShare(threshold)}`,
  ].join("\n");
}

function decisionOf({ prediction, probability, threshold }: Trace["decision"]): string {
  const answer = formatAnswer(prediction);
  if (probability === null) return answer;
  if (threshold === null) return `${answer}: the most probable, with ${formatShare(probability)}`;
  const side = prediction === true ? "at or above" : "below";
  return `${answer}: ${formatShare(probability)} is ${side} the threshold ${formatShare(threshold)}`;
}

/** One bar a value, negative ones drawn light. */
function signedBars(
  values: readonly { readonly name: string; readonly value: number; readonly mark?: string }[],
  { paint }: Canvas,
): string {
  const width = nameWidth(values.map(({ name }) => name));
  const greatest = Math.max(1e-12, ...values.map(({ value }) => Math.abs(value)));
  return values
    .map(({ name, value, mark = "" }) => {
      const drawn = bar(Math.abs(value) / greatest, barWidth);
      const shape = value < 0 ? drawn.replaceAll("█", "░") : drawn;
      const note = mark === "" ? "" : `  ${paint("faint", mark)}`;
      return `  ${pad(cut(name, width), width)}  ${formatNumber(value).padStart(7)}  ${note === "" ? shape : pad(shape, barWidth)}${note}`;
    })
    .join("\n");
}

function nameWidth(names: readonly string[]): number {
  return Math.min(30, Math.max(0, ...names.map((name) => [...name].length)));
}

function formatValue(value: Value): string {
  if (value === null) return "missing";
  if (typeof value !== "number") return String(value);
  return Number.isInteger(value) && Math.abs(value) < 1e12 ? formatCount(value) : formatNumber(value, 4);
}
