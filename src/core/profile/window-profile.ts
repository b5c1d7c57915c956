/**
 * What a window of time leaves: small plain data that merges exactly. Every part is a count or a whole number, so the
 * order and the grouping of merges do not matter, nor do the processes that the rows came through.
 */
import { type CategoryWindow, mergeCategories } from "./category-window.ts";
import { type LatencyWindow, mergeLatencies } from "./latency-window.ts";
import { mergeQuality } from "./merge-quality.ts";
import { mergeNumbers, type NumberWindow } from "./number-window.ts";
import { mergeOpaque, type OpaqueWindow } from "./opaque-window.ts";
import { mergeOutcomes, type OutcomeWindow } from "./outcome-window.ts";
import type { QualityWindow } from "./quality-window.ts";
import { mergeShadows, type ShadowWindow } from "./shadow-window.ts";

export type WindowProfile =
  | NumberWindow
  | CategoryWindow
  | OpaqueWindow
  | LatencyWindow
  | OutcomeWindow
  | QualityWindow
  | ShadowWindow;
export type WindowKind = WindowProfile["kind"];

/** The profiles of one kind. */
export type ProfileOf<K extends WindowKind> = Extract<WindowProfile, { readonly kind: K }>;

const merges: { readonly [K in WindowKind]: (one: ProfileOf<K>, other: ProfileOf<K>) => ProfileOf<K> } = {
  number: mergeNumbers,
  category: mergeCategories,
  opaque: mergeOpaque,
  latency: mergeLatencies,
  outcomes: mergeOutcomes,
  quality: mergeQuality,
  shadow: mergeShadows,
};

/** Profiles with the same key are of the same thing. */
export function profileKey(profile: WindowProfile): string {
  return JSON.stringify([profile.kind, "role" in profile ? profile.role : "", profile.name]);
}

/** Of both windows together; both are of the same thing. */
export function mergeProfiles(one: WindowProfile, other: WindowProfile): WindowProfile {
  if (profileKey(one) !== profileKey(other)) throw new Error("Profiles of different things do not merge");
  const merge = merges[one.kind] as (one: WindowProfile, other: WindowProfile) => WindowProfile;
  return merge(one, other);
}

/** One profile for each thing of `profiles`, in the order of their keys. */
export function mergeAll(profiles: Iterable<WindowProfile>): readonly WindowProfile[] {
  const merged = new Map<string, WindowProfile>();
  for (const profile of profiles) {
    const key = profileKey(profile);
    const known = merged.get(key);
    merged.set(key, known === undefined ? profile : mergeProfiles(known, profile));
  }
  return [...merged].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, profile]) => profile);
}
