/** Profiles as text for a store: JSON, where a sketch is the steps from part to part and their counts in one flat list. */
import type { Sketch, SketchPart } from "./sketch.ts";
import type { WindowProfile } from "./window-profile.ts";

export function profilesText(profiles: readonly WindowProfile[]): string {
  return JSON.stringify(
    profiles.map((profile) => ("sketch" in profile ? { ...profile, sketch: flat(profile.sketch) } : profile)),
  );
}

export interface ProfilesOfOptions {
  /** Whether sketches are left out, empty: they are nine tenths of what numbers leave. */
  readonly withoutSketches?: boolean;
}

/** What {@link profilesText} wrote. */
export function profilesOf(
  text: string,
  { withoutSketches = false }: ProfilesOfOptions = {},
): WindowProfile[] {
  if (withoutSketches) return JSON.parse(text.replace(sketches, '"sketch":[]')) as WindowProfile[];
  const found = JSON.parse(text) as (WindowProfile & { sketch?: unknown })[];
  return found.map((profile) =>
    "sketch" in profile ? { ...profile, sketch: sketchOf(profile.sketch as unknown as number[]) } : profile,
  );
}

/** Inside a text of JSON quotation marks are escaped: no name looks like it. */
const sketches = /"sketch":\[[^\]]*\]/g;

function flat(sketch: Sketch): number[] {
  let last = 0;
  return sketch.flatMap(([part, count]) => {
    const step = part - last;
    last = part;
    return [step, count];
  });
}

function sketchOf(flattened: readonly number[]): Sketch {
  const parts: SketchPart[] = [];
  let part = 0;
  for (let at = 0; at < flattened.length; at += 2) {
    part += flattened[at] ?? 0;
    parts.push([part, flattened[at + 1] ?? 0]);
  }
  return parts;
}
