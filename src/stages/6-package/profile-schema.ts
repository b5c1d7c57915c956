/** A reference profile: what a monitor compares a window of live values with. Mergeable where bins are equal. */
import { z } from "zod";

const count = z.int().min(0);
const common = {
  name: z.string(),
  role: z.enum(["column", "feature", "prediction"]),
  /** Rows, and those of them without a value. */
  rows: count,
  missing: count,
};

const numberProfile = z.object({
  kind: z.literal("number"),
  ...common,
  /** All null where no row has a value. */
  mean: z.number().nullable(),
  standardDeviation: z.number().nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  quantiles: z.array(z.object({ share: z.number(), value: z.number() })),
  bins: z.object({
    /** Bin i holds [edges[i], edges[i + 1]); the last one holds its upper edge too. */
    edges: z.array(z.number()),
    counts: z.array(count),
    /** Below and above every value seen: zero here by nature, and a signal where live values fall into it. */
    unseen: count,
  }),
});

const categoryProfile = z.object({
  kind: z.literal("category"),
  ...common,
  distinct: count,
  /** The most frequent first, equals by name. */
  values: z.array(z.object({ value: z.string(), count })),
  /** Rows of the values that are not listed. */
  other: count,
  unseen: count,
});

/** Personal data, keys and free text: how many, never which. */
const opaqueProfile = z.object({
  kind: z.literal("opaque"),
  ...common,
  /** Estimated (HyperLogLog). */
  distinct: count,
});

export const profileSchema = z.discriminatedUnion("kind", [numberProfile, categoryProfile, opaqueProfile]);

export type Profile = z.infer<typeof profileSchema>;
export type NumberProfile = z.infer<typeof numberProfile>;
export type CategoryProfile = z.infer<typeof categoryProfile>;
export type OpaqueProfile = z.infer<typeof opaqueProfile>;

const profileWindowsSchema = z.object({
  name: z.string(),
  role: common.role,
  /** In the order of time; `counts` as in the profile: one a bin, or a listed value, or none. */
  windows: z.array(z.object({ rows: count, missing: count, counts: z.array(count) })),
});
/** The rows of one profile, parted by time. */
export type ProfileWindows = z.infer<typeof profileWindowsSchema>;

const formats = [1, 2] as const;

export const baselineSchema = z.object({
  kind: z.literal("airworthy-baseline"),
  /** Format 1 had neither windows nor importance, and is read as having none of them. */
  format: z.literal(formats),
  /** The rows behind columns and features, and behind predictions. */
  rows: z.object({ trainAndValidation: count, validation: count }),
  profiles: z.array(profileSchema),
  /** How much windows of the rows differ where nothing has drifted: what drift is measured against. */
  windows: z.array(profileWindowsSchema).default([]),
  /** By how much the loss rises when an input is shuffled, as validation found it. */
  importance: z.array(z.object({ input: z.string(), lossIncrease: z.number() })).default([]),
});
export type Baseline = z.infer<typeof baselineSchema>;
