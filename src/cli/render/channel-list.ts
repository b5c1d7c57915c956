import type { ChannelState } from "../../io/store/index.ts";
import { formatTime } from "./format.ts";
import type { Canvas, StyleName } from "./style.ts";
import { renderTable } from "./table.ts";

/** A channel as `airworthy notify` tells it; times are epoch milliseconds. */
export interface ListedChannel extends ChannelState {
  readonly kind: string;
  /** The environment variables that it names and that are not set here, where the command runs. */
  readonly notSet: readonly string[];
}

/** What became of a sample. */
export interface TriedChannel {
  readonly channel: string;
  readonly kind: string;
  readonly delivered: boolean;
  readonly answer: string;
}

const stateStyles: Readonly<Record<ChannelState["state"], StyleName>> = {
  ok: "good",
  failing: "bad",
  untried: "faint",
};

const columns = [
  { title: "channel", atMost: 20 },
  { title: "kind" },
  { title: "state" },
  { title: "delivered", align: "right" },
  { title: "waiting", align: "right" },
  { title: "last", flexible: true },
] as const;

/** The channels as a table, and below it what is wrong with one. */
export function renderChannelList(
  channels: readonly ListedChannel[],
  canvas: Canvas,
  { now }: { readonly now: number },
): string {
  if (channels.length === 0)
    return "No channels: the config has no `notify` section, and nobody is told of alerts.\n";
  const rows = channels.map(({ channel, kind, state, delivered, waiting, answer, triedAt }) => [
    channel,
    kind,
    canvas.paint(stateStyles[state], state),
    `${delivered}`,
    `${waiting}`,
    triedAt === null ? "" : `${formatTime(triedAt)}: ${answer ?? ""}`,
  ]);
  const notes = channels.flatMap((channel) => notesOf(channel, now)).map((note) => `  ${note}\n`);
  return `${renderTable(columns, rows, canvas)}\n${notes.join("")}`;
}

function notesOf({ channel, failingSince, failures, nextAt, notSet }: ListedChannel, now: number): string[] {
  const failing =
    failingSince === null
      ? []
      : [`${channel} fails since ${formatTime(failingSince)} (${failures} times); ${nextWords(nextAt, now)}`];
  const missing = notSet.length === 0 ? [] : [`${channel}: not set here: ${notSet.join(", ")}`];
  return [...failing, ...missing];
}

function nextWords(nextAt: number | null, now: number): string {
  return nextAt === null || nextAt <= now
    ? "it is tried again now"
    : `it is tried again at ${formatTime(nextAt)}`;
}

/** The channels through which nobody is told now, a line each; nothing where there are none. */
export function renderFailing(channels: readonly ChannelState[], { paint }: Canvas): string {
  return channels
    .map(({ channel, failingSince, answer }) => {
      const since = failingSince === null ? "" : ` since ${formatTime(failingSince)}`;
      return `${paint("bad", "!")} Nobody is told through '${channel}'${since}: ${answer ?? ""} (airworthy notify)\n`;
    })
    .join("");
}

/** What became of each sample, a line a channel. */
export function renderTried(tried: readonly TriedChannel[], { paint }: Canvas): string {
  const width = Math.max(...tried.map(({ channel }) => channel.length));
  return tried
    .map(({ channel, kind, delivered, answer }) => {
      const mark = delivered ? paint("good", "✓ delivered") : paint("bad", "✗ failed   ");
      return `  ${mark}  ${channel.padEnd(width)}  ${kind}: ${answer}\n`;
    })
    .join("");
}
