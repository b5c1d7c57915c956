import { useSearch } from "@tanstack/react-router";
import type { HarmedSlice, ValidationView } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { nearestPlace } from "./nearest-place.ts";

export interface SlicesAt {
  /** The most harmed first. */
  readonly slices: readonly HarmedSlice[];
  /** Another than the model's own: intervals and the champion are not told there. Null at its own. */
  readonly threshold: number | null;
}

/** The slices at the threshold of the address, where the model has one. */
export function useSlicesAt({ run, task, slices, threshold: own }: ValidationView): SlicesAt {
  const { threshold } = useSearch({ from: "/validation" });
  const isMoved = task === "binary" && threshold !== undefined && threshold !== own && slices.length > 0;
  const question = { path: { run: run.id } };
  const { data } = useAsk("GET /api/runs/{run}/thresholds/slices", question, { enabled: isMoved });
  if (!isMoved || data === undefined || data.run !== run.id) return { slices, threshold: null };
  const place = nearestPlace(data.thresholds, threshold);
  const known = new Map(data.slices.map((slice) => [slice.name, slice]));
  const moved = slices.map((slice) => {
    const at = known.get(slice.name);
    const value = at?.accuracy[place] ?? Number.NaN;
    return { ...slice, metric: { value, low: value, high: value }, harm: at?.harm[place] ?? 0, theirs: null };
  });
  const nearest = data.thresholds[place] ?? threshold;
  if (nearest === own) return { slices, threshold: null };
  return { slices: moved.toSorted((one, other) => other.harm - one.harm), threshold: nearest };
}
