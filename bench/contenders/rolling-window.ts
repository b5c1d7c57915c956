/**
 * The reducer's two features as one writes them by hand: a Map to each entity's sums, of which the events that leave the
 * window are taken. It has one definition, and trusts that events come once, in order and at once.
 */
import type { EventValues } from "../../src/core/expression/index.ts";

const windowMicros = 30 * 86_400_000_000;
/** This many events that left are dropped together. */
const leastToDrop = 256;

interface EntityWindow {
  readonly times: number[];
  readonly clicks: number[];
  readonly impressions: number[];
  first: number;
  clickSum: number;
  impressionSum: number;
  lastClick: number | null;
}

export interface ClickFeatures {
  readonly click_rate: number | null;
  readonly time_since_last_click: number | null;
}

export class RollingWindow {
  readonly #entities = new Map<EventValues[string], EntityWindow>();

  featuresAt(event: EventValues): ClickFeatures {
    const own = this.#entities.get(event.user_id);
    if (own === undefined) return { click_rate: null, time_since_last_click: null };
    const t = Number(event.ts);
    for (; (own.times[own.first] ?? t) < t - windowMicros; own.first += 1) {
      own.clickSum -= own.clicks[own.first] ?? 0;
      own.impressionSum -= own.impressions[own.first] ?? 0;
    }
    return {
      click_rate: own.impressionSum === 0 ? null : own.clickSum / own.impressionSum,
      time_since_last_click: own.lastClick === null ? null : (t - own.lastClick) / 1_000_000,
    };
  }

  observe(event: EventValues): void {
    const [t, clicks, impressions] = [Number(event.ts), Number(event.clicks), Number(event.impressions)];
    const own = this.#entities.get(event.user_id) ?? this.#add(event.user_id);
    own.times.push(t);
    own.clicks.push(clicks);
    own.impressions.push(impressions);
    own.clickSum += clicks;
    own.impressionSum += impressions;
    if (clicks > 0) own.lastClick = t;
    if (own.first < leastToDrop) return;
    for (const list of [own.times, own.clicks, own.impressions]) list.splice(0, own.first);
    own.first = 0;
  }

  #add(entity: EventValues[string]): EntityWindow {
    const made: EntityWindow = {
      times: [],
      clicks: [],
      impressions: [],
      first: 0,
      clickSum: 0,
      impressionSum: 0,
      lastClick: null,
    };
    this.#entities.set(entity, made);
    return made;
  }
}
