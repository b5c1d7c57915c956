/** What became of an attempt to deliver: ticked off or put off, and a channel that fails told to the others. */
import { randomUUID } from "node:crypto";
import type { Transaction } from "kysely";
import { type Attempt, backOffMs, type Message, type Notice } from "../../core/notify/index.ts";
import type { Store } from "./open-store.ts";
import { enqueueNotice, tellOf } from "./outbox.ts";
import type { NotifyChannelTable } from "./outbox-schema.ts";
import { channelAlertId } from "./outbox-view.ts";
import type { StoreSchema } from "./schema.ts";

export interface SettleOptions {
  readonly holder: string;
  readonly now: number;
  /** From [0, 1). */
  readonly random: () => number;
  /** How long a channel may fail before the others are told. */
  readonly reportAfterMs: number;
}

/** Writes down what became of the attempt to deliver `message`, and gives the channel back. */
export async function settleAttempt(
  { db }: Store,
  { message, attempt }: { readonly message: Message; readonly attempt: Attempt },
  options: SettleOptions,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom("notify_channels")
      .selectAll()
      .where("model", "=", message.model)
      .where("channel", "=", message.channel)
      .executeTakeFirst();
    if (row === undefined) return;
    if (attempt.delivered) await tickOff(tx, message, options);
    // Whoever took too long has lost the channel; how it fares is the new holder's to say.
    if (row.holder !== options.holder) return;
    const next = attempt.delivered ? afterDelivery(row, options) : afterFailure(row, attempt, options);
    const reported = await reportChannel(tx, { ...row, ...next }, options);
    await tx
      .updateTable("notify_channels")
      .set({ ...next, reported, tried_at: options.now, answer: attempt.answer, holder: null, held_until: 0 })
      .where("model", "=", row.model)
      .where("channel", "=", row.channel)
      .execute();
  });
}

async function tickOff(
  tx: Transaction<StoreSchema>,
  message: Message,
  { now }: SettleOptions,
): Promise<void> {
  const { id, model, channel } = message;
  const row = await tx.selectFrom("notify_messages").selectAll().where("id", "=", id).executeTakeFirst();
  if (row?.status !== "waiting") return;
  await tx
    .updateTable("notify_messages")
    .set({ status: "delivered", ended_at: now })
    .where("id", "=", id)
    .execute();
  const covers = JSON.parse(row.covers) as Record<string, number>;
  const told = message.alerts.map(({ id: alertId, state }) => ({
    alertId,
    state,
    seq: covers[alertId] ?? 0,
  }));
  await tellOf(tx, { model, channel, now, told });
}

type Course = Partial<NotifyChannelTable>;

function afterDelivery(row: NotifyChannelTable, { now }: SettleOptions): Course {
  return { failures: 0, failing_since: null, next_at: 0, delivered_at: now, delivered: row.delivered + 1 };
}

function afterFailure(row: NotifyChannelTable, attempt: Attempt, { now, random }: SettleOptions): Course {
  const failures = row.failures + 1;
  const next_at = now + backOffMs(failures, { random, askedMs: attempt.retryAfterMs });
  return { failures, next_at, failing_since: row.failing_since ?? now };
}

/** Queues for the other channels that this one fails, or does no more; 1 while it is said to fail. */
async function reportChannel(
  tx: Transaction<StoreSchema>,
  row: NotifyChannelTable,
  { now, reportAfterMs }: SettleOptions,
): Promise<number> {
  const fails = row.failing_since !== null && now - row.failing_since >= reportAfterMs;
  if (row.failing_since !== null && !fails) return row.reported;
  if (Number(fails) === row.reported) return row.reported;
  await enqueueNotice(tx, channelNotice(row, { fails, now }), { now });
  return Number(fails);
}

function channelNotice(row: NotifyChannelTable, { fails, now }: { fails: boolean; now: number }): Notice {
  return {
    id: randomUUID(),
    alertId: channelAlertId(row.channel),
    model: row.model,
    monitor: "notification",
    subject: row.channel,
    severity: "warn",
    state: fails ? "firing" : "resolved",
    at: now,
    since: row.failing_since ?? now,
    ...{ value: null, bound: null, direction: null, unit: null, count: null, window: null, runbook: null },
    who: null,
    note: fails ? "messages cannot be delivered to this channel" : "messages are delivered again",
  };
}
