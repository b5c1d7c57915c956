import type { Attempt, Message } from "../../../core/notify/index.ts";

export interface DeliverOptions {
  /** Ends the attempt at once; the channel's own time limit ends it otherwise. */
  readonly signal: AbortSignal;
}

/** A way to reach people. Every one keeps the promises of `conformance.test-support.ts`. */
export interface Channel {
  /** Tries once, within the time limit. Never throws: whatever goes wrong is an attempt that did not deliver. */
  deliver(message: Message, options: DeliverOptions): Promise<Attempt>;
}

/** What a channel takes from its surroundings; nothing else of them. */
export interface ChannelSurroundings {
  /** The environment variables, among them those that hold secrets. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  /** The folder that a command runs in. */
  readonly directory: string;
}

/** An attempt that delivered. */
export function delivered(answer: string): Attempt {
  return { delivered: true, answer, retryAfterMs: null };
}

/** An attempt that did not. */
export function failed(answer: string, retryAfterMs: number | null = null): Attempt {
  return { delivered: false, answer, retryAfterMs };
}
