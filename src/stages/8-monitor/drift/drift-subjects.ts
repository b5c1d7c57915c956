/** What of a package is watched for drift, with its baseline and how much the prediction hangs on it. */

import type { Definition } from "../../../core/definition/index.ts";
import type { Reference } from "../../../core/drift/index.ts";
import { walk } from "../../../core/expression/index.ts";
import type { LoadedPackage, Profile } from "../../6-package/index.ts";
import { missingReference, referenceOf } from "./value-counts.ts";

export interface DriftSubject {
  readonly profile: Profile;
  /** Null where the values are personal data, keys, free text, or times, which move on by themselves. */
  readonly values: Reference | null;
  readonly missing: Reference;
  /** Its share in the importance of all inputs, 0 to 1; 1 of a prediction. Null where the package does not tell. */
  readonly importance: number | null;
}

/**
 * The columns that a row to predict has, the features, and the predictions. Not the keys and times by which events are
 * found, nor what is known only afterwards.
 */
export function driftSubjects({
  manifest,
  baseline,
}: Pick<LoadedPackage, "manifest" | "baseline">): DriftSubject[] {
  const { definition, signature } = manifest;
  const outcomes = signature.raw.filter(({ outcome }) => outcome).map(({ name }) => name);
  const { id, entity, time, known } = definition.events;
  const unwatched = new Set([...outcomes, id, entity, time, known]);
  const windows = new Map(baseline.windows.map((each) => [keyOf(each), each.windows]));
  const importance = importanceOf(definition, baseline.importance);
  return baseline.profiles
    .filter(({ role, name }) => role !== "column" || !unwatched.has(name))
    .map((profile) => {
      const own = windows.get(keyOf(profile)) ?? [];
      const isTime =
        profile.role === "column" && definition.events.columns[profile.name]?.kind === "timestamp";
      return {
        profile,
        values: isTime ? null : referenceOf(profile, own),
        missing: missingReference(profile, own),
        importance: importance(profile),
      };
    });
}

/** What tells one profile from another. */
export function keyOf({ role, name }: Pick<Profile, "role" | "name">): string {
  return JSON.stringify([role, name]);
}

/** Of an input as it was measured; of a column also that of the features made of it. */
function importanceOf(
  { features, inputs }: Definition,
  measured: LoadedPackage["baseline"]["importance"],
): (profile: Profile) => number | null {
  const rises = new Map(measured.map(({ input, lossIncrease }) => [input, Math.max(0, lossIncrease)]));
  const total = [...rises.values()].reduce((sum, rise) => sum + rise, 0);
  const share = (name: string) => (rises.get(name) ?? 0) / total;
  return ({ role, name }) => {
    if (role === "prediction") return 1;
    if (!(total > 0)) return null;
    if (role === "feature") return share(name);
    const itself = inputs.some((input) => input.name === name) ? share(name) : 0;
    const made = features.filter(({ expression }) =>
      [...walk(expression)].some((node) => node.kind === "column" && node.column === name),
    );
    return made.reduce((sum, feature) => sum + share(feature.name), itself);
  };
}
