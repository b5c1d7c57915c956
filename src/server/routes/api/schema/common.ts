/** What the replies of several routes have in common. Times are epoch milliseconds. */
import { z } from "zod";
import { metricTable } from "../../../../core/metric.ts";
import { wholeNumber } from "../../../query.ts";

const time = wholeNumber(0, 8.64e15);

/** The span of a question: it ends now and is a day long unless told. */
export const spanSchema = z.object({
  from: time.optional().meta({ description: "Epoch milliseconds; a day before `to` unless told." }),
  to: time.optional().meta({ description: "Epoch milliseconds; now unless told." }),
});

export interface Span {
  readonly from: number;
  readonly to: number;
}

const dayMs = 86_400_000;

/** The span that is meant, never longer than the present. */
export function spanOf({ from, to = Date.now() }: z.infer<typeof spanSchema>): Span {
  return { to, from: Math.min(from ?? to - dayMs, to - 60_000) };
}

export const figureSchema = z
  .object({ value: z.number(), low: z.number().nullable(), high: z.number().nullable() })
  .meta({ title: "Figure" });

const metrics = z.enum(Object.keys(metricTable) as (keyof typeof metricTable)[]);

/** Metrics by name; one that is undefined on the rows is left out. */
export const figuresSchema = z.partialRecord(metrics, figureSchema).meta({ title: "Figures" });

export const estimatesSchema = z
  .partialRecord(metrics, z.object({ value: z.number(), low: z.number(), high: z.number() }))
  .meta({ title: "Estimates" });
