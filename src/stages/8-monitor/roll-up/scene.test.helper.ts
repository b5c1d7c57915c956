/** A version with a real package, and predictions of it as a server logs them. */

import { packageFixture } from "../../../../test/packages/fixture.ts";
import type { PredictionEntry } from "../../../io/event-log/index.ts";
import { buildPackage, loadPackage } from "../../6-package/index.ts";
import type { StageContext } from "../../context.ts";
import type { WatchedPackage } from "./prediction-relation.ts";

export interface Scene extends AsyncDisposable {
  readonly package: WatchedPackage;
  contextAt(now: number): StageContext;
}

/** Version 3 of will-buy. */
export async function scene(): Promise<Scene> {
  const fixture = await packageFixture({ hidden: [4] });
  const input = fixture.input("v3");
  await buildPackage(input, fixture.context);
  return {
    package: await loadPackage(input.directory),
    contextAt: (now) => ({ ...fixture.context, now: () => now }),
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  };
}

export interface Row {
  readonly device: string | null;
  /** More than 1,000 are against the version's rules. */
  readonly clicks: number | null;
  readonly pastClicks: number | null;
  readonly probability: number;
}

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
/** A Monday. */
export const monday = Date.UTC(2026, 0, 5);

/** The prediction `id` of an event of the same name. */
export function predictionOf(id: string, { device, clicks, pastClicks, probability }: Row): PredictionEntry {
  const raw = { event_id: id, user_id: `user ${id}`, ts: "2026-01-05T00:00:00Z", device, clicks };
  const inputs = { device, clicks, past_clicks: pastClicks };
  const answer = { prediction_id: id, prediction: probability >= 0.5, probability, threshold: 0.5 };
  const body = JSON.stringify({ max_lateness_us: 0, raw, inputs, answer });
  return {
    kind: "prediction",
    id,
    eventId: id,
    entity: `user ${id}`,
    time: monday * 1_000,
    model: "will-buy",
    version: 3,
    body,
  };
}
