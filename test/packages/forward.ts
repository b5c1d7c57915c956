/** What the fixture's model answers, in plain TypeScript: encoding, layers, sigmoid. */
import type { Layer } from "../../src/stages/4-train/index.ts";

export interface FixtureRow {
  readonly device: string | null;
  readonly clicks: number | null;
  readonly past_clicks: number | null;
}

export interface Passed {
  readonly encoded: readonly number[];
  readonly hidden: readonly (readonly number[])[];
  readonly logit: number;
  readonly logits: readonly number[];
  readonly probability: number;
}

function standardised(value: number | null, mean: number, scale: number, impute: number): number[] {
  const clipped = Math.min(10, Math.max(-10, ((value ?? impute) - mean) / scale));
  return [clipped, value === null ? 1 : 0];
}

export function forward({ device, clicks, past_clicks }: FixtureRow, layers: readonly Layer[]): Passed {
  const place = device === null ? 3 : device === "desktop" ? 0 : device === "phone" ? 1 : 2;
  const encoded = [
    ...standardised(clicks, 4, 3, 4),
    ...standardised(past_clicks, 50, 40, 0),
    ...[0, 1, 2, 3].map((index) => (index === place ? 1 : 0)),
  ];
  let values = encoded;
  const hidden: number[][] = [];
  layers.forEach(({ outputs, weight, bias }, index) => {
    const before = values;
    values = Array.from(bias, (shift, output) =>
      before.reduce((sum, value, input) => sum + value * (weight[input * outputs + output] ?? 0), shift),
    );
    if (index === layers.length - 1) return;
    values = values.map((value) => Math.max(0, value));
    hidden.push(values);
  });
  const [logit = 0] = values;
  return { encoded, hidden, logit, logits: values, probability: 1 / (1 + Math.exp(-logit)) };
}
