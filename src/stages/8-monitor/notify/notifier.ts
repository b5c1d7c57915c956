/**
 * Sends what the outbox holds: each channel on its own, so that a dead one holds up nobody but itself. Any number of
 * processes may run one: a channel's claim in the store lets one of them send at a time.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type ChannelSpec, missingVariables, type NotifyDefinition } from "../../../core/definition/index.ts";
import { AirworthyError } from "../../../core/error.ts";
import type { Attempt, Message } from "../../../core/notify/index.ts";
import { declareChannels, type Store, settleAttempt, takeMessage } from "../../../io/store/index.ts";
import type { Channel, ChannelSurroundings } from "./channel.ts";
import { channelRules } from "./channel-rules.ts";
import { openChannel } from "./open-channel.ts";

export interface NotifierOptions {
  readonly store: Store;
  readonly model: string;
  readonly notify: NotifyDefinition;
  readonly surroundings: ChannelSurroundings;
  /** From [0, 1); chance unless told. */
  readonly random?: () => number;
  /** How often it looks; a second unless told. */
  readonly everyMs?: number;
  /** How long a channel may fail before the others are told of it; five minutes unless told. */
  readonly reportAfterMs?: number;
  /** How much longer than an attempt a claim lasts: another process takes over so long after one was killed; 20 s unless told. */
  readonly marginMs?: number;
  /** Told of each attempt. */
  readonly onAttempt?: (message: Message, attempt: Attempt) => void;
  /** Told of what keeps it from its work: variables that are not set, a channel that begins to fail, the store. It goes on trying. */
  readonly onProblem?: (cause: unknown) => void;
}

export interface Notifier {
  /** Lets what is being sent come to its end, for `graceMs` at most. */
  stop(graceMs?: number): Promise<void>;
}

/** Begins to send; resolves when the channels are known to the store, from when on nothing queued is missed. */
export async function startNotifier(options: NotifierOptions): Promise<Notifier> {
  const { store, model, notify, surroundings, everyMs = 1_000, onProblem = () => undefined } = options;
  const channels = Object.keys(notify.channels);
  await declareChannels(store, { model, channels, now: surroundings.now() });
  for (const { channel, variable } of missingVariables(notify, surroundings.environment))
    onProblem(unusable(channel, `the environment variable ${variable} is not set`));
  const stopping = new AbortController();
  const cut = new AbortController();
  const senders = sendersOf(options, cut.signal);
  const loops = senders.map(async (sendDue) => {
    while (!stopping.signal.aborted) {
      await sendDue(() => stopping.signal.aborted).catch(onProblem);
      await pause(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined); // only a stop ends it early
    }
  });
  return {
    async stop(graceMs = 5_000) {
      stopping.abort();
      const timer = setTimeout(() => cut.abort(), graceMs);
      await Promise.all(loops);
      clearTimeout(timer);
    },
  };
}

/** Sends what is due now, once, and leaves the rest to the next; a store that fails is thrown. */
export async function sendDueNotices(options: NotifierOptions): Promise<void> {
  const { store, model, notify, surroundings } = options;
  await declareChannels(store, { model, channels: Object.keys(notify.channels), now: surroundings.now() });
  const senders = sendersOf(options, new AbortController().signal);
  await Promise.all(senders.map((sendDue) => sendDue(() => false)));
}

function unusable(channel: string, why: string): AirworthyError {
  return new AirworthyError("CHANNEL_UNUSABLE", `The channel '${channel}' cannot tell anybody: ${why}.`, {
    details: { channel },
  });
}

type SendDue = (isOver: () => boolean) => Promise<void>;

function sendersOf(options: NotifierOptions, signal: AbortSignal): SendDue[] {
  const holder = randomUUID();
  return Object.entries(options.notify.channels).map(([name, spec]) => {
    const channel = openChannel(spec, options.surroundings);
    return async (isOver) => {
      while (!isOver() && (await sendNext({ ...options, name, spec, channel, holder, signal })));
    };
  });
}

interface SendOptions extends NotifierOptions {
  readonly name: string;
  readonly spec: ChannelSpec;
  readonly channel: Channel;
  readonly holder: string;
  readonly signal: AbortSignal;
}

/** Sends the channel's next message; false where there is none for now, or it could not be delivered. */
async function sendNext(options: SendOptions): Promise<boolean> {
  const { store, model, notify, surroundings, name, spec, channel, holder, signal } = options;
  const { random = Math.random, reportAfterMs = 300_000, marginMs = 20_000, onAttempt, onProblem } = options;
  const taken = await takeMessage(store, {
    ...{ model, channel: name, severity: spec.severity, holder },
    rules: channelRules(spec, notify),
    claimMs: spec.timeLimitMs + marginMs,
    now: surroundings.now(),
  });
  if (taken === null) return false;
  const { message } = taken;
  const attempt = await channel.deliver(message, { signal });
  await settleAttempt(
    store,
    { message, attempt },
    { holder, now: surroundings.now(), random, reportAfterMs },
  );
  onAttempt?.(message, attempt);
  if (!attempt.delivered && taken.failures === 0) onProblem?.(unusable(name, attempt.answer));
  return attempt.delivered;
}
