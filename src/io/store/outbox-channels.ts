/** How the channels fare: for people, for `status` and for metrics. */
import type { Severity } from "../../core/monitor/index.ts";
import type { Store } from "./open-store.ts";
import { channelAlertId } from "./outbox-view.ts";

/** Times are epoch milliseconds. */
export interface ChannelState {
  readonly channel: string;
  /** Untried until the first message; then by the last attempt. */
  readonly state: "untried" | "ok" | "failing";
  readonly failingSince: number | null;
  /** Failed attempts since the last delivery. */
  readonly failures: number;
  /** What came back of the last attempt. */
  readonly answer: string | null;
  readonly triedAt: number | null;
  /** When it is tried again; null unless it fails. */
  readonly nextAt: number | null;
  readonly deliveredAt: number | null;
  /** Messages. */
  readonly delivered: number;
  /** Notices that it was not told yet, silenced ones too, and the time of the oldest. */
  readonly waiting: number;
  readonly waitingSince: number | null;
}

export interface ChannelStatesOptions {
  readonly model: string;
  /** The declared channels, each with the severity that it is told of; null for every one. */
  readonly channels: Readonly<Record<string, { readonly severity: Severity | null }>>;
}

/** How each declared channel fares, in their order. */
export async function channelStates(
  { db }: Store,
  { model, channels }: ChannelStatesOptions,
): Promise<ChannelState[]> {
  const rows = await db.selectFrom("notify_channels").selectAll().where("model", "=", model).execute();
  return await Promise.all(
    Object.entries(channels).map(async ([channel, { severity }]) => {
      const row = rows.find((each) => each.channel === channel);
      const waiting = await countWaiting(
        { db },
        { model, channel, severity, readUpTo: row?.read_up_to ?? 0 },
      );
      const failing = (row?.failures ?? 0) > 0;
      return {
        channel,
        state: failing ? "failing" : row?.tried_at == null ? "untried" : "ok",
        failingSince: row?.failing_since ?? null,
        failures: row?.failures ?? 0,
        answer: row?.answer ?? null,
        triedAt: row?.tried_at ?? null,
        nextAt: failing ? (row?.next_at ?? null) : null,
        deliveredAt: row?.delivered_at ?? null,
        delivered: row?.delivered ?? 0,
        ...waiting,
      };
    }),
  );
}

interface WaitingOptions {
  readonly model: string;
  readonly channel: string;
  readonly severity: Severity | null;
  readonly readUpTo: number;
}

async function countWaiting(
  { db }: Pick<Store, "db">,
  { model, channel, severity, readUpTo }: WaitingOptions,
): Promise<Pick<ChannelState, "waiting" | "waitingSince">> {
  let unread = db
    .selectFrom("notices")
    .leftJoin("notify_told", (join) =>
      join
        .onRef("notify_told.model", "=", "notices.model")
        .onRef("notify_told.alert_id", "=", "notices.alert_id")
        .on("notify_told.channel", "=", channel),
    )
    .select(({ fn }) => [fn.countAll<number>().as("waiting"), fn.min("notices.queued_at").as("waitingSince")])
    .where("notices.model", "=", model)
    .where("notices.seq", ">", readUpTo)
    .where("notices.alert_id", "<>", channelAlertId(channel))
    .where(({ or, eb, ref }) =>
      or([eb("notify_told.seq", "is", null), eb("notices.seq", ">", ref("notify_told.seq"))]),
    );
  if (severity !== null) unread = unread.where("notices.severity", "=", severity);
  const { waiting = 0, waitingSince = null } = (await unread.executeTakeFirst()) ?? {};
  return { waiting: Number(waiting), waitingSince };
}
