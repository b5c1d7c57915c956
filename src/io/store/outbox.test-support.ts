/** Hands for tests of the outbox: queue, take, settle. Times are milliseconds. */
import type { Reading } from "../../core/monitor/index.ts";
import type { ChannelRules, Message, Notice } from "../../core/notify/index.ts";
import { enqueueNotice, type Store, settleAttempt, type Taken, takeMessage } from "./index.ts";

export const [second, minute, hour] = [1_000, 60_000, 3_600_000] as const;
export const rules: ChannelRules = {
  waitMs: 0,
  intervalMs: 0,
  repeatMs: 4 * hour,
  mostPerHour: null,
  resolved: true,
  refreshes: false,
};

let entries = 0;
export function notice(alert: string, given: Partial<Notice> = {}): Notice {
  const id = `entry-${++entries}`;
  return {
    ...{ id, alertId: alert, model: "m", monitor: alert, subject: "", severity: "page", state: "firing" },
    ...{ at: 0, since: 0, value: 1, bound: 2, direction: "below", unit: null, count: 3, window: null },
    ...{ runbook: null, who: null, note: null },
    ...given,
  };
}

interface TakeGiven {
  readonly channel?: string;
  readonly holder?: string;
  readonly now?: number;
  readonly rules?: Partial<ChannelRules>;
  readonly severity?: "page" | "warn";
}

const answered = (delivered: boolean) => ({
  delivered,
  answer: delivered ? "200" : "500",
  retryAfterMs: null,
});

/** The message of what was taken; fails where nothing was. */
export function messageOf(taken: Taken | null): Message {
  if (taken === null) throw new Error("there was nothing to take");
  return taken.message;
}

export const alertsOf = (taken: Taken | null) =>
  messageOf(taken).alerts.map(({ id, state }) => `${id} ${state}`);

export function handsOn(storeNow: () => Store) {
  const queue = (what: Notice, now = 0) =>
    storeNow()
      .db.transaction()
      .execute((tx) => enqueueNotice(tx, what, { now }));

  const take = ({ channel = "ops", holder = "one", now = 0, severity, ...given }: TakeGiven = {}) =>
    takeMessage(storeNow(), {
      ...{ model: "m", channel, holder, now, claimMs: 30 * second, severity: severity ?? null },
      rules: { ...rules, ...given.rules },
    });

  const settle = (message: Message, delivered: boolean, given: { holder?: string; now?: number } = {}) =>
    settleAttempt(
      storeNow(),
      { message, attempt: answered(delivered) },
      { holder: "one", now: 0, random: () => 0.5, reportAfterMs: 5 * minute, ...given },
    );

  async function deliverAll(given: TakeGiven = {}): Promise<string[]> {
    const told: string[] = [];
    for (let taken = await take(given); taken !== null; taken = await take(given)) {
      told.push(...alertsOf(taken));
      await settle(taken.message, true, { ...given });
    }
    return told;
  }

  return { queue, take, settle, deliverAll };
}

export function reading(to: number, value: number): Reading {
  const window = { from: (to - 1) * minute, to: to * minute };
  return { measure: "", subject: "", ...window, count: 1, value, low: null, high: null };
}
