/** The parser of a definition's monitors in a manifest. */
import { z } from "zod";
import { type Metric, metricTable } from "../../core/metric.ts";
import { type Monitor, severities } from "../../core/monitor/index.ts";
import { latencyPhases } from "../../core/profile/index.ts";

const common = {
  name: z.string(),
  direction: z.enum(["above", "below"]),
  bound: z.number(),
  resolveBound: z.number(),
  overMs: z.number(),
  forMs: z.number(),
  leastSample: z.number(),
  severity: z.enum(severities),
  runbook: z.string().nullable(),
  latch: z.boolean(),
  strict: z.boolean(),
};
const slice = z.string().nullable();
const columns = z.array(z.string()).nullable();

const monitorSchema: z.ZodType<Monitor> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("quality"),
    ...common,
    metric: z.enum(Object.keys(metricTable) as [Metric, ...Metric[]]),
    slice,
  }),
  z.object({ kind: z.literal("estimatedAccuracy"), ...common, slice }),
  z.object({
    kind: z.literal("latencyMs"),
    ...common,
    percentile: z.union([z.number(), z.literal("max")]),
    phase: z.enum(latencyPhases),
  }),
  z.object({ kind: z.literal("errorShare"), ...common }),
  z.object({ kind: z.literal("drift"), ...common, columns, threshold: z.number().nullable() }),
  z.object({ kind: z.literal("missingShare"), ...common, columns }),
  z.object({ kind: z.literal("staleness"), ...common, of: z.enum(["data", "package"]) }),
  z.object({ kind: z.literal("traffic"), ...common }),
  z.object({ kind: z.literal("labelCoverage"), ...common }),
  z.object({ kind: z.literal("skew"), ...common }),
]);

/** As packages had it before monitors were watched: kept by nobody, for a server goes by the project's config. */
const unwatched = z
  .object({ accuracy: z.unknown(), latencyMs: z.unknown() })
  .transform((): readonly Monitor[] => []);

export const monitorsSchema: z.ZodType<readonly Monitor[]> = z.union([z.array(monitorSchema), unwatched]);
