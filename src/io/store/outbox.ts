/**
 * The outbox: what people are to be told of is queued in the transaction that changes the alert, so neither is without
 * the other. A channel takes what is queued with a claim that ends by itself, one message at a time; the message is
 * written down before it is sent and ticked off after, so that whoever is killed between leaves it to be sent again,
 * under the same id.
 */
import { randomUUID } from "node:crypto";
import type { Transaction } from "kysely";
import {
  type ChannelRules,
  type Covers,
  type Message,
  messageAlert,
  type Notice,
  type NoticeState,
  type Plan,
  planMessage,
  type Trail,
} from "../../core/notify/index.ts";
import type { Store } from "./open-store.ts";
import type { NotifyChannelTable } from "./outbox-schema.ts";
import { type FoundView, readChannelView, type ViewOptions } from "./outbox-view.ts";
import type { StoreSchema } from "./schema.ts";

/** Queues a notice with the transaction that makes its entry in the alert's history; one of the same id is queued once. */
export async function enqueueNotice(
  tx: Transaction<StoreSchema>,
  notice: Notice,
  { now }: { now: number },
): Promise<void> {
  const { id, model, alertId, severity, state } = notice;
  const newest = await tx
    .selectFrom("notices")
    .select(({ fn }) => fn.max("seq").as("seq"))
    .executeTakeFirst();
  await tx
    .insertInto("notices")
    .values({
      seq: (newest?.seq ?? 0) + 1,
      ...{ id, model, alert_id: alertId, severity, state },
      queued_at: now,
      body: JSON.stringify(notice),
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
  await forgetOldest(tx, notice);
}

/** Of one alert the newest stay: the whole history is the alert's own, and what nobody could be told must not pile up. */
async function forgetOldest(tx: Transaction<StoreSchema>, { model, alertId }: Notice): Promise<void> {
  const own = tx.selectFrom("notices").where("model", "=", model).where("alert_id", "=", alertId);
  const kept = await own.select("seq").orderBy("seq", "desc").offset(keptNotices).limit(1).executeTakeFirst();
  if (kept === undefined) return;
  await tx
    .deleteFrom("notices")
    .where("model", "=", model)
    .where("alert_id", "=", alertId)
    .where("seq", "<=", kept.seq)
    .execute();
}

/** Of each alert. */
const keptNotices = 200;

export interface DeclareOptions {
  readonly model: string;
  readonly channels: readonly string[];
  readonly now: number;
}

/** Makes channels known before anything is sent: what is over by then is not told to a new one. */
export async function declareChannels(
  { db }: Store,
  { model, channels, now }: DeclareOptions,
): Promise<void> {
  const rows = channels.map(
    (channel): NotifyChannelTable => ({
      ...{ model, channel, declared_at: now, read_up_to: 0, sequence: 0 },
      ...{ holder: null, held_until: 0, failures: 0, failing_since: null, reported: 0, next_at: 0 },
      ...{ tried_at: null, delivered_at: null, delivered: 0, answer: null },
    }),
  );
  if (rows.length === 0) return;
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto("notify_channels")
      .values(rows)
      .onConflict((conflict) => conflict.columns(["model", "channel"]).doNothing())
      .execute();
  });
}

export interface TakeOptions extends ViewOptions {
  readonly rules: ChannelRules;
  /** Who takes it: another holder's claim is respected until it ends. */
  readonly holder: string;
  /** How long the claim lasts; longer than an attempt may take. */
  readonly claimMs: number;
  readonly now: number;
}

/** A message to be delivered now. */
export interface Taken {
  readonly message: Message;
  /** Attempts that failed since the channel's last delivery. */
  readonly failures: number;
}

/** The message that the channel is to be sent now, claimed for the holder; null where there is none, or another holds it. */
export async function takeMessage({ db }: Store, options: TakeOptions): Promise<Taken | null> {
  const seen = await readChannelView(db, options);
  if (seen === null || !isFree(seen.row, options) || isIdle(planOf(seen, options))) return null;
  return await db.transaction().execute(async (tx) => {
    const found = await readChannelView(tx, options);
    if (found === null || !isFree(found.row, options)) return null;
    const { row, view } = found;
    const plan = planOf(found, options);
    await carryOut(tx, plan, options);
    const message = plan.kind === "resend" ? found.message : await writeMessage(tx, { plan, row }, options);
    const readUpTo = readUpToAfter(view.trails, plan, found.newest);
    const claim =
      message === null ? {} : { holder: options.holder, held_until: options.now + options.claimMs };
    await tx
      .updateTable("notify_channels")
      .set({ read_up_to: readUpTo, ...claim })
      .where("model", "=", options.model)
      .where("channel", "=", options.channel)
      .execute();
    return message === null ? null : { message, failures: row.failures };
  });
}

function planOf({ view, isSilenced }: FoundView, { rules, now }: TakeOptions): Plan {
  return planMessage(view, { rules, now, isSilenced });
}

function isFree(
  { holder, held_until, next_at }: NotifyChannelTable,
  { holder: own, now }: TakeOptions,
): boolean {
  return next_at <= now && (holder === null || holder === own || held_until <= now);
}

function isIdle(plan: Plan): boolean {
  return plan.kind === "rest" && plan.passed.length === 0 && plan.withdrawn === null;
}

/** Ticks off what needs no telling, and takes back a message in whose place another comes. */
async function carryOut(tx: Transaction<StoreSchema>, plan: Plan, options: TakeOptions): Promise<void> {
  if (plan.kind === "resend") return;
  const { model, channel, now } = options;
  const told = plan.passed.map(({ alertId, last: { seq, state } }) => ({ alertId, seq, state }));
  await tellOf(tx, { model, channel, now, told });
  if (plan.withdrawn === null) return;
  await tx
    .updateTable("notify_messages")
    .set({ status: "withdrawn", ended_at: options.now })
    .where("id", "=", plan.withdrawn)
    .execute();
}

export interface TellOptions {
  readonly model: string;
  readonly channel: string;
  readonly now: number;
  /** By alert: up to which notice, and the state by then. */
  readonly told: readonly { readonly alertId: string; readonly seq: number; readonly state: NoticeState }[];
}

/** Writes down what a channel knows from now on. */
export async function tellOf(tx: Transaction<StoreSchema>, options: TellOptions): Promise<void> {
  const { model, channel, now, told } = options;
  const rows = told.map(({ alertId, seq, state }) => ({
    ...{ model, channel, alert_id: alertId, seq, state, at: now },
  }));
  if (rows.length === 0) return;
  await tx
    .insertInto("notify_told")
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(["model", "channel", "alert_id"]).doUpdateSet(({ ref }) => ({
        seq: ref("excluded.seq"),
        state: ref("excluded.state"),
        at: ref("excluded.at"),
      })),
    )
    .execute();
}

interface Planned {
  readonly plan: Exclude<Plan, { kind: "resend" }>;
  readonly row: NotifyChannelTable;
}

async function writeMessage(
  tx: Transaction<StoreSchema>,
  { plan, row }: Planned,
  { model, channel, now }: TakeOptions,
): Promise<Message | null> {
  if (plan.kind === "rest") return null;
  const { severity, reason, trails } = plan;
  const sequence = row.sequence + 1;
  const covers: Covers = Object.fromEntries(trails.map(({ alertId, last }) => [alertId, last.seq]));
  const message: Message = {
    type: "alerts",
    id: randomUUID(),
    sequence,
    timestamp: new Date(now).toISOString(),
    ...{ channel, model, severity, reason },
    alerts: trails.map(({ last, unread }) => messageAlert(last, unread)),
  };
  await tx
    .insertInto("notify_messages")
    .values({
      ...{ id: message.id, model, channel, sequence, severity, status: "waiting", created_at: now },
      ...{ ended_at: null, covers: JSON.stringify(covers), body: JSON.stringify(message) },
    })
    .execute();
  await tx
    .updateTable("notify_channels")
    .set({ sequence })
    .where("model", "=", model)
    .where("channel", "=", channel)
    .execute();
  return message;
}

/** What is still unread keeps the place before it. */
function readUpToAfter(trails: readonly Trail[], plan: Plan, newest: number): number {
  const passed = plan.kind === "resend" ? [] : plan.passed;
  const unread = trails.filter((trail) => !passed.includes(trail)).flatMap((trail) => trail.unread);
  return Math.min(newest, ...unread.map(({ seq }) => seq - 1));
}
