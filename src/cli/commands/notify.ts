/** Who is told of alerts: how each channel fares, and a try whether it reaches anybody. */
import { type ChannelSpec, type Definition, missingVariables } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import { nearestName } from "../../core/nearest-name.ts";
import { loadConfig } from "../../io/load-config.ts";
import { channelStates } from "../../io/store/index.ts";
import { openChannel, sampleMessage } from "../../stages/8-monitor/index.ts";
import { type Command, exitCodes, jsonDocument } from "../command.ts";
import { withLog } from "../log-store.ts";
import {
  type ListedChannel,
  renderChannelList,
  renderTried,
  type TriedChannel,
} from "../render/channel-list.ts";
import { canvas } from "../render/style.ts";

/** Lists the channels and what became of the last attempt on each. */
export const notify: Command = async (_, options, context) => {
  const now = Date.now();
  const channels = await withLog(options, context, async ({ definition, log }) => {
    const declared = channelsOf(definition);
    const states = await channelStates(log, { model: definition.name, channels: declared });
    const missing = missingVariables({ channels: declared }, process.env);
    return states.map(
      (state): ListedChannel => ({
        ...state,
        kind: declared[state.channel]?.kind ?? "",
        notSet: missing.filter(({ channel }) => channel === state.channel).map(({ variable }) => variable),
      }),
    );
  });
  context.print(
    options.json === true ? jsonDocument({ channels }) : renderChannelList(channels, canvas(), { now }),
  );
  return exitCodes.ok;
};

/** Sends a sample to one channel or to each, and says what came back; exit 1 where one did not take it. */
export const notifyTest: Command = async (name, options, context) => {
  const { definition, projectDirectory } = await loadConfig({
    directory: context.directory,
    path: options.config,
  });
  const chosen = chosenChannels(definition, name);
  const surroundings = { environment: process.env, now: Date.now, directory: projectDirectory };
  const tried = await Promise.all(
    chosen.map(async ([channel, spec]): Promise<TriedChannel> => {
      const severity = spec.severity ?? "warn";
      const message = sampleMessage({ model: definition.name, channel, severity, now: Date.now() });
      const attempt = await openChannel(spec, surroundings).deliver(message, { signal: context.signal });
      return { channel, kind: spec.kind, ...attempt };
    }),
  );
  context.print(options.json === true ? jsonDocument({ channels: tried }) : renderTried(tried, canvas()));
  return tried.every(({ delivered }) => delivered) ? exitCodes.ok : exitCodes.error;
};

function channelsOf({ notify }: Definition): Readonly<Record<string, ChannelSpec>> {
  return notify?.channels ?? {};
}

function chosenChannels(
  definition: Definition,
  name: string | undefined,
): (readonly [string, ChannelSpec])[] {
  const all = Object.entries(channelsOf(definition));
  if (all.length === 0) {
    throw new AirworthyError(
      "NOT_FOUND",
      `There is no channel to test: the pipeline '${definition.name}' has none in notify.channels.`,
    );
  }
  if (name === undefined) return all;
  const found = all.find(([each]) => each === name);
  if (found !== undefined) return [found];
  const names = all.map(([each]) => each);
  const nearest = nearestName(name, names);
  const hint = nearest === null ? "" : ` Did you mean '${nearest}'?`;
  throw new AirworthyError(
    "NOT_FOUND",
    `There is no channel '${name.slice(0, 64)}', wanted one of ${names.join(", ")}.${hint}`,
  );
}
