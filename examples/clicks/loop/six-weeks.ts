/**
 * The clicks example through six weeks, in simulated time and by nothing but the product's own pieces: a run, the server
 * over HTTP, rounds of the monitors, retraining where it is due. The shop and its people are simulated, nothing else is.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Definition } from "../../../src/core/definition/index.ts";
import { run } from "../../../src/pipeline.ts";
import { endMs, hourMs, liveMs } from "./calendar.ts";
import type { Diary, LoopEvent } from "./diary.ts";
import { look } from "./look.ts";
import type { Scene } from "./scene.ts";
import { serveShop } from "./served-shop.ts";
import { asCsv, openWorld, type World } from "./world.ts";

export interface SixWeeksOptions {
  readonly definition: Definition;
  /** The project's folder, without a project. */
  readonly directory: string;
  /** Who comes to the shop; about half of them on any day. 1,200 unless told. */
  readonly visitors?: number;
  /** Simulated hours between two looks; 12 unless told. */
  readonly hours?: number;
  /** Where it ends, epoch milliseconds; after six weeks unless told. */
  readonly until?: number;
  readonly onEvent?: (event: LoopEvent) => void;
}

/** Lives through them. */
export async function sixWeeks(options: SixWeeksOptions): Promise<Diary> {
  const { definition, directory, visitors = 1_200, hours = 12, until = endMs } = options;
  const began = performance.now();
  const events: LoopEvent[] = [];
  const emit = (event: LoopEvent) => {
    events.push(event);
    options.onEvent?.(event);
  };
  const clock = { now: liveMs };
  const world = openWorld({ visitors });
  const champion = await firstVersion(world, { definition, directory, emit });
  await using shop = await serveShop({ definition, directory, now: () => clock.now });
  const scene: Scene = {
    definition,
    directory,
    world,
    shop,
    clock,
    emit,
    visits: [],
    told: new Map(),
    seen: new Map(),
    champion,
    isSurelyGood: true,
  };
  for (let at = liveMs + hours * hourMs; at <= until; at += hours * hourMs) await look(scene, at);
  const tookMs = performance.now() - began;
  return { model: definition.name, from: liveMs, to: until, events, tookMs };
}

/** Learns from the visits before the shop goes live; the version. */
async function firstVersion(
  world: World,
  { definition, directory, emit }: Pick<Scene, "definition" | "directory" | "emit">,
): Promise<number> {
  const visits = world.visitsUntil(liveMs);
  world.labelsUntil(liveMs); // they stand in the file
  await mkdir(join(directory, "data"), { recursive: true });
  await writeFile(join(directory, "data", "clicks.csv"), asCsv(visits));
  const result = await run(definition, { projectDirectory: directory, now: () => liveMs });
  const { accuracy } = result.metrics;
  if (result.package?.alias !== "champion" || accuracy === undefined)
    throw new Error("The first version did not become the champion: it failed a gate.");
  const { version } = result.package;
  emit({ kind: "trained", at: liveMs, version, rows: visits.length, accuracy });
  emit({ kind: "deployed", at: liveMs, version, before: null });
  return version;
}
