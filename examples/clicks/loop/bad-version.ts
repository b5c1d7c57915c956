/**
 * What somebody does by hand one day: trains on an export in which dwell_ms is in seconds. By its own file the version is
 * good, and every gate passes; asked about visits in milliseconds it is not.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { csv, type Definition } from "../../../src/core/definition/index.ts";
import type { Estimate } from "../../../src/core/metric.ts";
import { run } from "../../../src/pipeline.ts";
import { asCsv, type Visited } from "./world.ts";

export interface BadVersionOptions {
  readonly definition: Definition;
  readonly directory: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface BadVersion {
  readonly version: number;
  readonly accuracy: Estimate;
}

/** Trains it on `visits`. */
export async function trainInSeconds(
  visits: readonly Visited[],
  { definition, directory, now }: BadVersionOptions,
): Promise<BadVersion> {
  const inSeconds = visits.map((visit) => ({
    ...visit,
    row: { ...visit.row, dwell_ms: Number(visit.row.dwell_ms) / 1_000 },
  }));
  await writeFile(join(directory, "data", "export.csv"), asCsv(inSeconds));
  const events = { ...definition.events, source: csv("data/export.csv") };
  const made = await run(
    { ...definition, events },
    { projectDirectory: directory, now, register: "challenger" },
  );
  const { accuracy } = made.metrics;
  if (made.package === null || accuracy === undefined)
    throw new Error("The version that is to look good failed a gate of its own.");
  return { version: made.package.version, accuracy };
}
