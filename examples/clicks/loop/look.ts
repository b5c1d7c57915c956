/** One step through the simulated weeks: visits, labels, a look of the monitors, and what they call for. */
import { type Definition, resolveRetrain } from "../../../src/core/definition/index.ts";
import { type ChangedAlert, requireVersion } from "../../../src/io/store/index.ts";
import { monitorRound } from "../../../src/pipeline/monitor-round.ts";
import { retrainWhenDue } from "../../../src/pipeline/retrain-when-due.ts";
import { retrainingFacts } from "../../../src/pipeline/retraining-facts.ts";
import { dueRetraining } from "../../../src/stages/9-retrain/index.ts";
import { onDay, poison, redesignDay } from "./calendar.ts";
import type { LoopEvent, WorldChanged } from "./diary.ts";
import { acknowledgeOver, partnerLabels } from "./people.ts";
import type { ServedShop } from "./served-shop.ts";
import type { Label, Visited, World } from "./world.ts";

/** What goes on from one look to the next. */
export interface Scene {
  readonly definition: Definition;
  readonly directory: string;
  readonly world: World;
  readonly shop: ServedShop;
  readonly emit: (event: LoopEvent) => void;
  readonly clock: { now: number };
  /** All since the model went live. */
  readonly visits: Visited[];
  champion: number;
}

/** Windows are rolled up when their minute has ended. */
const afterMs = 2 * 60_000;

/** Lives on up to `at`. */
export async function look(scene: Scene, at: number): Promise<void> {
  const { world, shop, clock } = scene;
  const before = clock.now;
  clock.now = at;
  const visits = world.visitsUntil(at);
  scene.visits.push(...visits);
  const answers = await shop.ask(visits);
  const labels = world.labelsUntil(at);
  await shop.tell(labels);
  await change(scene, { from: before, to: at });
  clock.now = at + afterMs;
  await acknowledge(scene);
  await watch(scene, { answers, labels: labels.length });
  await retrain(scene);
  await followChampion(scene);
}

interface Outside {
  readonly change: WorldChanged["change"];
  readonly day: number;
  readonly labels: (visits: readonly Visited[]) => readonly Label[];
}

const outside: readonly Outside[] = [
  { change: "redesign", day: redesignDay, labels: () => [] },
  { change: "poison", day: poison.sentOnDay, labels: (visits) => partnerLabels(visits, "wrong") },
  { change: "correction", day: poison.correctedOnDay, labels: (visits) => partnerLabels(visits, "right") },
];

/** What happens outside the product between two looks. */
async function change(
  { shop, visits, emit }: Scene,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  for (const { change, day, labels } of outside) {
    const at = onDay(day);
    if (at <= from || at > to) continue;
    const told = labels(visits);
    await shop.tell(told);
    emit({ kind: "world", at, change, labels: told.length });
  }
}

/** Whoever is on duty acknowledges what still stands from the look before although it is over. */
async function acknowledge({ shop, definition, clock, emit, champion }: Scene): Promise<void> {
  const { name: model } = definition;
  const note = `looked into it: version ${champion} is fine`;
  const changed = await acknowledgeOver(shop, { model, now: clock.now, note });
  for (const alert of changed) tellAlert(emit, alert, clock.now);
}

interface Since {
  readonly answers: ReadonlyMap<number, number>;
  readonly labels: number;
}

async function watch(scene: Scene, { answers, labels }: Since): Promise<void> {
  const { definition, shop, clock, emit } = scene;
  const { store, workspace } = shop;
  const now = () => clock.now;
  const round = await monitorRound({ definition, workspace, store, log: store }, { now });
  emit({
    ...{ kind: "watched", at: clock.now, version: round.version, labels },
    answers: [...answers].map(([version, count]) => ({ version, count })),
    readings: round.readings.map(({ monitor: { kind: monitor }, reading }) => ({ ...reading, monitor })),
    failures: round.failures.map(({ monitor, why }) => `${monitor ?? "roll-up"}: ${why}`),
  });
  for (const alert of round.changed) tellAlert(emit, alert, clock.now);
}

function tellAlert(emit: Scene["emit"], { alert, entries }: ChangedAlert, at: number): void {
  const { monitor, subject } = alert;
  for (const { change, phase, reading, bound, who, note } of entries)
    emit({ kind: "alert", at, monitor, subject, change, phase, reading, bound, who, note });
}

async function retrain({ definition, directory, shop, clock, emit }: Scene): Promise<void> {
  const input = { definition, projectDirectory: directory, store: shop.store, log: shop.store };
  const section = definition.retrain ?? resolveRetrain();
  const { calls } = dueRetraining(section, await retrainingFacts({ ...input, now: clock.now }));
  const { signal } = new AbortController();
  const began = performance.now();
  const retrained = await retrainWhenDue(input, { signal, now: () => clock.now });
  if (retrained === null) return;
  const { run, champion, decision } = retrained;
  emit({
    ...{ kind: "retrained", at: clock.now, calls, champion },
    version: run.package?.version ?? null,
    isPassed: !decision.speaksAgainst,
    reasons: decision.reasons,
    rows: run.split.validationRows,
    accuracy: run.metrics.accuracy ?? null,
    loss: run.validation.champion?.lossDifference ?? null,
    tookMs: performance.now() - began,
  });
}

async function followChampion(scene: Scene): Promise<void> {
  const { definition, shop, clock, emit, champion: before } = scene;
  const { version } = await requireVersion(shop.store, definition.name, "champion");
  await shop.settle();
  if (version === before) return;
  scene.champion = version;
  emit({ kind: "deployed", at: clock.now, version, before });
}
