/** Where labels are pulled from: the application's own tables and files. No stage reads it, so it is in no key and no package. */
import { type Duration, durationMicros } from "../time.ts";
import type { Source } from "./source.ts";
import { isSourceName, ownSources, settledSource } from "./source-name.ts";

export interface LabelSourceOptions {
  /**
   * Files, or a PostgreSQL table or query (its url by the name of an environment variable): `prediction_id` or `event_id`,
   * `label` and, where it is told, `known_at`.
   */
  readonly from: Source;
  /** How often a server looks; an hour unless told. */
  readonly every?: Duration;
}

export interface LabelSource {
  /** As the labels' source is named in the log, for `feedback.policy` and the guard on labels. */
  readonly name: string;
  readonly from: Source;
  readonly everyMs: number;
}

/** What `options` mean, by the sources' names. */
export function resolveLabelSources(
  options: Readonly<Record<string, LabelSourceOptions>> = {},
): readonly LabelSource[] {
  return Object.entries(options).map(([name, { from, every = "1h" }]) => ({
    name,
    from,
    everyMs: durationMicros(every) / 1_000,
  }));
}

const sourceKinds = { csv: true, jsonLines: true, parquet: true, postgres: true } as const satisfies Record<
  Source["kind"],
  true
>;

/** Node strips types without checking them: there may be nothing, or anything. */
function kindOf(from: unknown): string {
  return typeof from === "object" && from !== null && "kind" in from ? String(from.kind) : "";
}

/** Everything in the sources of labels that has no meaning, one clause each. */
export function labelSourceProblems({
  labelSources = [],
}: {
  readonly labelSources?: readonly LabelSource[];
}): readonly string[] {
  return labelSources.flatMap(({ name, from }) => {
    if (!isSourceName(name) || [settledSource, ...ownSources].includes(name))
      return [
        `feedback.pull has a source '${name}': wanted a name of 1 to 100 characters, and not '${settledSource}', '(events)' or '(source)'`,
      ];
    if (!Object.hasOwn(sourceKinds, kindOf(from)))
      return [
        `feedback.pull.${name} has no source as its 'from': wanted one of ${Object.keys(sourceKinds).join(", ")}`,
      ];
    if (from.kind === "postgres" && !/^env:\w+$/.test(from.url))
      return [
        `feedback.pull.${name} has its url in the config: wanted the name of an environment variable, such as env:DATABASE_URL`,
      ];
    return [];
  });
}
