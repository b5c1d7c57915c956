import type { Range } from "../../parts/time-range.ts";

/** What the page is about, beside its span of time. */
export interface MonitoringSearch {
  readonly version?: number;
  readonly slice?: string;
  readonly metric?: string;
  readonly phase?: string;
  /** The column, feature or prediction whose drift is looked at. */
  readonly subject?: string;
}

const texts = ["slice", "metric", "phase", "subject"] as const;

/** What of an address is about the page. */
export function readSearch(search: Readonly<Record<string, unknown>>): MonitoringSearch {
  const version = Number(search.version);
  const given = texts.filter((name) => typeof search[name] === "string" && search[name] !== "");
  return {
    ...Object.fromEntries(given.map((name) => [name, search[name]])),
    ...(Number.isInteger(version) && version > 0 ? { version } : {}),
  };
}

/** What the page asks, by its address: its charts first. */
export function questionsOf({ version, slice }: MonitoringSearch, { from, to }: Pick<Range, "from" | "to">) {
  const of = { from, to, ...(version === undefined ? {} : { version }) };
  return {
    history: { query: { ...of, ...(slice === undefined ? {} : { slice }) } },
    events: { query: { from, to } },
    drift: { query: of },
    slices: { query: { from, to } },
  };
}
