/** What a channel has to be told, and what it was told before, as the store holds it. */
import type { Kysely, Selectable } from "kysely";
import type { Severity } from "../../core/monitor/index.ts";
import type {
  ChannelView,
  Message,
  Notice,
  PlanOptions,
  QueuedNotice,
  Told,
  Trail,
} from "../../core/notify/index.ts";
import type { NoticeTable, NotifyChannelTable, NotifyMessageTable } from "./outbox-schema.ts";
import type { StoreSchema } from "./schema.ts";

export interface ViewOptions {
  readonly model: string;
  readonly channel: string;
  /** Only alerts of this severity; of every one where it is null. */
  readonly severity: Severity | null;
  readonly now: number;
}

export interface FoundView {
  readonly row: NotifyChannelTable;
  readonly view: ChannelView;
  /** The waiting message itself. */
  readonly message: Message | null;
  /** The place of the last notice that was looked at. */
  readonly newest: number;
  readonly isSilenced: PlanOptions["isSilenced"];
}

const hourMs = 3_600_000;
/** Notices that are looked at together: what is beyond waits for the next message. */
const mostNotices = 10_000;

/** The alert under which the other channels are told that `channel` fails. */
export function channelAlertId(channel: string): string {
  return `channel:${channel}`;
}

/** The channel's row and what it sees; null where it was never declared. */
export async function readChannelView(
  db: Kysely<StoreSchema>,
  options: ViewOptions,
): Promise<FoundView | null> {
  const { model, channel } = options;
  const row = await db
    .selectFrom("notify_channels")
    .selectAll()
    .where("model", "=", model)
    .where("channel", "=", channel)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { unread, newest } = await readUnread(db, row, options);
  const told = await readTold(db, options, unread);
  const waiting = await readWaiting(db, options);
  return {
    row,
    newest,
    isSilenced: await readSilences(db, options, unread),
    message: waiting === null ? null : (JSON.parse(waiting.body) as Message),
    view: {
      declaredAt: row.declared_at,
      trails: [...trailsOf(unread, told.marks), ...told.quiet],
      sent: await readSent(db, options),
      waiting:
        waiting === null
          ? null
          : {
              id: waiting.id,
              severity: waiting.severity,
              createdAt: waiting.created_at,
              covers: JSON.parse(waiting.covers) as Record<string, number>,
            },
    },
  };
}

async function readUnread(db: Kysely<StoreSchema>, row: NotifyChannelTable, { severity }: ViewOptions) {
  const rows = await db
    .selectFrom("notices")
    .leftJoin("notify_told", (join) =>
      join
        .onRef("notify_told.model", "=", "notices.model")
        .onRef("notify_told.alert_id", "=", "notices.alert_id")
        .on("notify_told.channel", "=", row.channel),
    )
    .selectAll("notices")
    .select("notify_told.seq as told_seq")
    .where("notices.model", "=", row.model)
    .where("notices.seq", ">", row.read_up_to)
    .orderBy("notices.seq")
    .limit(mostNotices)
    .execute();
  const unread = rows.filter(
    (each) =>
      each.seq > (each.told_seq ?? 0) &&
      (severity === null || each.severity === severity) &&
      each.alert_id !== channelAlertId(row.channel),
  );
  return { unread: unread.map(queuedNotice), newest: rows.at(-1)?.seq ?? row.read_up_to };
}

/** What the channel was told of the alerts that it has unread notices of, and of those that it believes to be on. */
async function readTold(
  db: Kysely<StoreSchema>,
  { model, channel }: ViewOptions,
  unread: readonly QueuedNotice[],
) {
  const ids = [...new Set(unread.map(({ alertId }) => alertId))];
  const rows = await db
    .selectFrom("notify_told")
    .leftJoin("notices", "notices.seq", "notify_told.seq")
    .select(["notify_told.alert_id", "notify_told.seq", "notify_told.state", "notify_told.at"])
    .select(["notices.body", "notices.queued_at"])
    .where("notify_told.model", "=", model)
    .where("notify_told.channel", "=", channel)
    .where(({ or, eb }) =>
      or([
        eb("notify_told.state", "<>", "resolved"),
        ...(ids.length === 0 ? [] : [eb("notify_told.alert_id", "in", ids)]),
      ]),
    )
    .execute();
  const marks = new Map<string, Told>(
    rows.map(({ alert_id, seq, state, at }) => [alert_id, { seq, state, at }]),
  );
  const quiet = rows
    .filter(({ alert_id, body }) => body !== null && !ids.includes(alert_id))
    .map(({ alert_id, body, seq, state, at, queued_at }): Trail => {
      const last = { ...(JSON.parse(body ?? "") as Notice), seq, queuedAt: queued_at ?? at };
      return { alertId: alert_id, last, unread: [], told: { seq, state, at } };
    });
  return { marks, quiet };
}

function trailsOf(unread: readonly QueuedNotice[], marks: ReadonlyMap<string, Told>): Trail[] {
  return [...Map.groupBy(unread, ({ alertId }) => alertId)].map(([alertId, notices]) => ({
    alertId,
    last: notices.at(-1) as QueuedNotice,
    unread: notices,
    told: marks.get(alertId) ?? null,
  }));
}

/** The silences that are on, and those that were since the oldest of `unread`. */
async function readSilences(
  db: Kysely<StoreSchema>,
  { model, now }: ViewOptions,
  unread: readonly QueuedNotice[],
): Promise<PlanOptions["isSilenced"]> {
  const oldest = unread.reduce((earliest, { queuedAt }) => Math.min(earliest, queuedAt), now);
  const silences = await db
    .selectFrom("silences")
    .selectAll()
    .where("model", "=", model)
    .where("ends_at", ">", oldest)
    .execute();
  return ({ alertId, monitor }, at) =>
    silences.some(
      (silence) =>
        (silence.alert_id === alertId || silence.monitor === monitor) &&
        silence.begins_at <= at &&
        at < silence.ends_at,
    );
}

async function readWaiting(
  db: Kysely<StoreSchema>,
  { model, channel }: ViewOptions,
): Promise<Selectable<NotifyMessageTable> | null> {
  const row = await db
    .selectFrom("notify_messages")
    .selectAll()
    .where("model", "=", model)
    .where("channel", "=", channel)
    .where("status", "=", "waiting")
    .executeTakeFirst();
  return row ?? null;
}

async function readSent(db: Kysely<StoreSchema>, { model, channel, now }: ViewOptions) {
  const delivered = db
    .selectFrom("notify_messages")
    .select(["severity", "ended_at", "covers"])
    .where("model", "=", model)
    .where("channel", "=", channel)
    .where("status", "=", "delivered");
  const recent = await delivered.where("ended_at", ">", now - hourMs).execute();
  const older = await Promise.all(
    (["page", "warn"] as const).map((severity) =>
      delivered.where("severity", "=", severity).orderBy("ended_at", "desc").limit(1).executeTakeFirst(),
    ),
  );
  return [...recent, ...older.filter((row) => row !== undefined && (row.ended_at ?? 0) <= now - hourMs)]
    .filter((row) => row !== undefined)
    .map(({ severity, ended_at, covers }) => ({
      severity,
      at: ended_at ?? now,
      alerts: Object.keys(JSON.parse(covers) as object),
    }));
}

function queuedNotice({ seq, queued_at, body }: Selectable<NoticeTable>): QueuedNotice {
  return { ...(JSON.parse(body) as Notice), seq, queuedAt: queued_at };
}
