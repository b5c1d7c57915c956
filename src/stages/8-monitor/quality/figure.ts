import type { Metric } from "../../../core/metric.ts";

/** A metric of some rows, with its 95% interval where one is known. */
export interface Figure {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** A metric that is undefined on the rows is left out. */
export type Figures = Readonly<Partial<Record<Metric, Figure>>>;
