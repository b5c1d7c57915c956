import { metricTable } from "../../core/metric.ts";
import type { GateResult } from "../../stages/5-validate/index.ts";
import { formatMetric } from "./format.ts";
import { type Canvas, wrap } from "./style.ts";

const directions = { atLeast: "at least", atMost: "at most" } as const;

/** Each gate with a mark and a word, and why it failed where it did. */
export function renderGates(gates: readonly GateResult[], canvas: Canvas): string {
  if (gates.length === 0) return canvas.paint("faint", "  no gates are declared");
  return gates.map((gate) => renderGate(gate, canvas)).join("\n");
}

function renderGate(gate: GateResult, { paint, width }: Canvas): string {
  const { metric, direction, bound, value, passed, explanation, champion } = gate;
  const measured = value === null ? "not measured" : formatMetric(metric, value);
  const title =
    champion === undefined
      ? metricTable[metric].title
      : `Not worse than champion ${champion}: ${metricTable[metric].title}`;
  const mark = passed ? paint("good", "✓ passed") : paint("bad", "✗ failed");
  const line = `  ${mark}  ${title} ${measured}, wanted ${directions[direction]} ${formatMetric(metric, bound)}`;
  if (passed) return line;
  return [line, ...wrap(explanation, width - 12).map((text) => `            ${text}`)].join("\n");
}
