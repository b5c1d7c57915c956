/** One step through the simulated weeks: visits, labels, a look of the monitors, and what they call for. */
import { resolveRetrain } from "../../../src/core/definition/index.ts";
import { type ChangedAlert, requireVersion } from "../../../src/io/store/index.ts";
import { monitorRound } from "../../../src/pipeline/monitor-round.ts";
import { retrainWhenDue } from "../../../src/pipeline/retrain-when-due.ts";
import { retrainingFacts } from "../../../src/pipeline/retraining-facts.ts";
import { dueRetraining } from "../../../src/stages/9-retrain/index.ts";
import { wantedAccuracy } from "./calendar.ts";
import { changeWorld } from "./outside.ts";
import { acknowledgeOver } from "./people.ts";
import { force, rollOut, tellRollouts } from "./roll-out.ts";
import type { Scene } from "./scene.ts";
import type { Answered } from "./shop-client.ts";

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
  const moved = noteVersions(scene, answers);
  const labels = world.labelsUntil(at);
  await shop.tell(labels);
  await changeWorld(scene, { from: before, to: at });
  clock.now = at + afterMs;
  await shop.counted(at);
  await acknowledge(scene);
  await watch(scene, { answers, moved, labels: labels.length });
  await rollOut(scene);
  await force(scene, { from: before, to: at });
  await retrain(scene);
  await tellRollouts(scene);
  await followChampion(scene);
}

/** Whoever is on duty acknowledges what still stands although it is over, once labels leave no doubt that it is. */
async function acknowledge({ shop, definition, clock, emit, champion, isSurelyGood }: Scene): Promise<void> {
  if (!isSurelyGood) return;
  const { name: model } = definition;
  const note = `looked into it: version ${champion} is fine`;
  const changed = await acknowledgeOver(shop, { model, now: clock.now, note });
  for (const alert of changed) tellAlert(emit, alert, clock.now);
}

/** Notes who saw which version; how many visitors saw another one than before. */
function noteVersions({ seen }: Scene, answers: readonly Answered[]): number {
  const moved = new Set<string>();
  for (const { visitor, version } of answers) {
    if ((seen.get(visitor) ?? version) !== version) moved.add(visitor);
    seen.set(visitor, version);
  }
  return moved.size;
}

interface Since {
  readonly answers: readonly Answered[];
  readonly moved: number;
  readonly labels: number;
}

async function watch(scene: Scene, { answers, moved, labels }: Since): Promise<void> {
  const { definition, shop, clock, emit } = scene;
  const { store, workspace } = shop;
  const now = () => clock.now;
  const round = await monitorRound({ definition, workspace, store, log: store }, { now });
  emit({
    ...{ kind: "watched", at: clock.now, version: round.version, labels, moved },
    answers: [...Map.groupBy(answers, ({ version }) => version)].map(([version, own]) => ({
      version,
      count: own.length,
    })),
    readings: round.readings.map(({ monitor: { kind: monitor }, reading }) => ({ ...reading, monitor })),
    failures: round.failures.map(({ monitor, why }) => `${monitor ?? "roll-up"}: ${why}`),
  });
  for (const alert of round.changed) tellAlert(emit, alert, clock.now);
  const measured = round.readings.find(({ monitor }) => monitor.kind === "quality")?.reading;
  scene.isSurelyGood = measured?.low != null && measured.low >= wantedAccuracy;
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
  if (version === before) return;
  await shop.settle();
  scene.seen.clear();
  scene.champion = version;
  emit({ kind: "deployed", at: clock.now, version, before });
}
