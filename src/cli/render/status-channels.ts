import type { ChannelState } from "../../io/store/index.ts";
import type { Status } from "../../pipeline/status.ts";
import { formatCount, formatTime } from "./format.ts";
import type { StatusContext } from "./status-section.ts";
import type { StyleName } from "./style.ts";

const words: Readonly<Record<ChannelState["state"], readonly [StyleName, string]>> = {
  ok: ["good", "✓"],
  failing: ["bad", "✗"],
  untried: ["faint", "·"],
};

/** Who is told of alerts, a line a channel. */
export function channelLines({ channels }: Status, { paint }: StatusContext): string[] {
  if (channels.length === 0) return ["nobody: the config has no notify section"];
  return channels.map(({ channel, state, delivered, waiting, failingSince, answer }) => {
    const [style, mark] = words[state];
    const left = waiting === 0 ? "" : `, ${formatCount(waiting)} waiting`;
    const since = failingSince === null ? "" : ` since ${formatTime(failingSince)}: ${answer ?? ""}`;
    return `${paint(style, mark)} ${channel}  ${state}${since}; ${formatCount(delivered)} delivered${left}`;
  });
}
