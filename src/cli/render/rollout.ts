/** A rollout for people: that it began, how it does, that it was taken back. */
import { formatPoints } from "../../core/format.ts";
import type { Rollout } from "../../core/rollout/index.ts";
import type { RolloutServer } from "../../io/store/index.ts";
import type { LiveRollout } from "../../pipeline/live-rollout.ts";
import { formatTime } from "./format.ts";
import { type Canvas, flow } from "./style.ts";

export interface Begun {
  readonly rollout: Rollout;
  /** The processes that told of it so far. */
  readonly servers: readonly RolloutServer[];
}

/** What a rollout that began does now. */
export function renderBegun({ rollout, servers }: Begun): string {
  const { version, champion, plan } = rollout;
  const ready = servers.filter(({ state }) => state === "ready").length;
  const refused = servers.find(({ state }) => state === "refused");
  const follows =
    refused !== undefined
      ? `A server refused it: ${refused.why}`
      : ready > 0
        ? `It is ready in ${ready} process${ready === 1 ? "" : "es"} that answer${ready === 1 ? "s" : ""}.`
        : "No server serves it yet: one that is started, or is still loading it, follows the rollout.";
  const steps = plan.canary.steps.map((share) => formatPoints(share, 0)).join(", ");
  const lines = [
    `Version ${version} is on its way ${placeWords(rollout)}; version ${champion} stays the champion.`,
    `  ${follows}`,
    `  Its steps are ${steps} of the entities; the monitors judge it once a minute, and take it back where a gate is breached.`,
    "  airworthy models shows how it does, airworthy rollback takes it back.",
    "",
  ];
  return flow(lines.join("\n"));
}

/** What became of the rollout that somebody ended. */
export function renderTakenBack({ version, champion }: Rollout): string {
  return flow(
    `Version ${version} is taken back; version ${champion} answers everybody within a second, and stays the champion.\n`,
  );
}

const marks = { pass: ["good", "✓"], breach: ["bad", "✗"], unknown: ["faint", "…"] } as const;

/** A running rollout with what both versions did. */
export function renderRollout(
  { rollout, decision }: Pick<LiveRollout, "rollout" | "decision">,
  canvas: Canvas,
): string {
  const { version, champion, stepSince, by, startedAt } = rollout;
  const since = `since ${formatTime(stepSince)}`;
  const lines = [
    `Version ${version} is on its way ${placeWords(rollout)}, ${since}; begun by ${by} at ${formatTime(startedAt)}.`,
    ...decision.checks.map(({ verdict, gate, sentence }) => {
      const [tone, mark] = marks[verdict];
      return `  ${canvas.paint(tone, mark)} ${gate.padEnd(9)} ${sentence}`;
    }),
    `  ${decision.reason} (against version ${champion})`,
    "",
  ];
  return flow(lines.join("\n"), canvas);
}

function placeWords({ mode, share }: Rollout): string {
  return mode === "shadow"
    ? "in shadow"
    : `to ${formatPoints(share, share * 100 === Math.round(share * 100) ? 0 : 1)} of the entities`;
}
