/**
 * What a channel is to be told now: pure, from what is queued, what it was told before, and the clock. Where the times of
 * grouping and repeating come from is Alertmanager's documentation (group_wait, group_interval, repeat_interval); a
 * silence holds back what is sent and never changes an alert.
 */
import type { Severity } from "../monitor/index.ts";
import { isOn, type NoticeState, type QueuedNotice } from "./notice.ts";

/** What a channel was last told of an alert. */
export interface Told {
  readonly seq: number;
  readonly state: NoticeState;
  /** When it was delivered, or passed over. */
  readonly at: number;
}

/** An alert as a channel sees it. */
export interface Trail {
  readonly alertId: string;
  /** The newest of its notices. */
  readonly last: QueuedNotice;
  /** Those that the channel was not told, oldest first. */
  readonly unread: readonly QueuedNotice[];
  readonly told: Told | null;
}

/** By alert: up to which notice. */
export type Covers = Readonly<Record<string, number>>;

export interface SentMessage {
  readonly severity: Severity;
  readonly at: number;
  readonly alerts: readonly string[];
}

export interface WaitingMessage {
  readonly id: string;
  readonly severity: Severity;
  readonly createdAt: number;
  readonly covers: Covers;
}

export interface ChannelView {
  /** Since when the channel is declared: what was over before is old news to it. */
  readonly declaredAt: number;
  readonly trails: readonly Trail[];
  /** What was delivered in the last hour, and the newest of each severity. */
  readonly sent: readonly SentMessage[];
  /** What could not be delivered yet; at most one, so that messages keep their order. */
  readonly waiting: WaitingMessage | null;
}

/** Milliseconds. */
export interface ChannelRules {
  readonly waitMs: number;
  readonly intervalMs: number;
  readonly repeatMs: number;
  /** Messages in an hour that one alert may cause; null for any number. */
  readonly mostPerHour: number | null;
  /** Whether an end is told. */
  readonly resolved: boolean;
  /** The receiver forgets an alert that is not sent again: what it has is refreshed, acknowledged or silenced too. */
  readonly refreshes: boolean;
}

export interface PlanOptions {
  readonly rules: ChannelRules;
  readonly now: number;
  /** Whether the alert of a notice is silenced at a time. */
  readonly isSilenced: (notice: QueuedNotice, at: number) => boolean;
}

export type Plan =
  /** Nothing to send. */
  | { readonly kind: "rest"; readonly passed: readonly Trail[]; readonly withdrawn: string | null }
  /** The waiting message once more, as it is. */
  | { readonly kind: "resend" }
  | {
      readonly kind: "send";
      readonly severity: Severity;
      readonly reason: "news" | "repeat";
      readonly trails: readonly Trail[];
      /** Of these there is nothing to tell any more. */
      readonly passed: readonly Trail[];
      /** A waiting message in whose place this one comes. */
      readonly withdrawn: string | null;
    };

const hourMs = 3_600_000;
/** The receiver may have got it, and the answer been lost: only the same message can be known for the same. */
const leastWaitingMs = 60_000;
/** What one message holds at most; the next one holds the rest. */
const mostAlerts = 200;

/** What the channel of `view` is to be told at `now`. */
export function planMessage(view: ChannelView, options: PlanOptions): Plan {
  const { waiting, trails } = view;
  if (waiting !== null && !isStale(view, waiting, options)) return { kind: "resend" };
  const withdrawn = waiting?.id ?? null;
  const calls = trails.map((trail) => ({ trail, call: callOf(trail, view, options) }));
  const passed = calls.filter(({ call }) => call.kind === "pass").map(({ trail }) => trail);
  const due = calls.filter(({ call }) => isDue(call, options.now));
  const severity = (["page", "warn"] as const).find((each) =>
    due.some(({ trail }) => trail.last.severity === each),
  );
  if (severity === undefined) return { kind: "rest", passed, withdrawn };
  const chosen = calls
    .filter(
      ({ trail, call }) => trail.last.severity === severity && (isNews(call) || isDue(call, options.now)),
    )
    .slice(0, mostAlerts);
  const reason = chosen.some(({ call }) => isNews(call)) ? "news" : "repeat";
  return { kind: "send", severity, reason, trails: chosen.map(({ trail }) => trail), passed, withdrawn };
}

type Call = { readonly kind: "rest" | "pass" } | { readonly kind: "news" | "repeat"; readonly dueAt: number };

const isNews = (call: Call) => call.kind === "news";
const isDue = (call: Call, now: number) => "dueAt" in call && call.dueAt <= now;

function callOf(trail: Trail, view: ChannelView, options: PlanOptions): Call {
  const { last, unread, told } = trail;
  const { rules } = options;
  const wasOn = told !== null && isOn(told.state);
  const [first] = unread;
  if (first === undefined) {
    const repeats = told?.state === "firing" || (rules.refreshes && wasOn);
    if (!repeats || isHeldBack(trail, options)) return { kind: "rest" };
    return { kind: "repeat", dueAt: (told?.at ?? 0) + rules.repeatMs };
  }
  if (isHeldBack(trail, options)) return { kind: "rest" };
  if (last.state === "resolved") {
    const wanted = rules.resolved && (wasOn || unread.some((notice) => wasHeard(notice, view, options)));
    if (!wanted) return { kind: "pass" };
  }
  return { kind: "news", dueAt: newsDueAt(first, view, rules) };
}

function isHeldBack({ last, told }: Trail, { rules, now, isSilenced }: PlanOptions): boolean {
  const refreshed = rules.refreshes && told !== null && isOn(told.state) && isOn(last.state);
  return !refreshed && isSilenced(last, now);
}

/** Whether a notice came at a time when the channel was there to be told, and no silence was. */
function wasHeard(notice: QueuedNotice, { declaredAt }: ChannelView, { isSilenced }: PlanOptions): boolean {
  return notice.queuedAt >= declaredAt && !isSilenced(notice, notice.queuedAt);
}

function newsDueAt(first: QueuedNotice, { sent }: ChannelView, rules: ChannelRules): number {
  const { waitMs, intervalMs, mostPerHour } = rules;
  const before = sent.filter(({ severity }) => severity === first.severity).map(({ at }) => at);
  const grouped = Math.max(first.queuedAt + waitMs, ...before.map((at) => at + intervalMs));
  if (mostPerHour === null) return grouped;
  const own = sent
    .filter(({ alerts }) => alerts.includes(first.alertId))
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  const oldestThatCounts = own.at(-mostPerHour);
  return oldestThatCounts === undefined ? grouped : Math.max(grouped, oldestThatCounts + hourMs);
}

/** Whether a message that could not be delivered is better made anew: silenced since, or overtaken by what has changed. */
function isStale({ trails }: ChannelView, waiting: WaitingMessage, options: PlanOptions): boolean {
  const { rules, now } = options;
  const isOld = now - waiting.createdAt >= Math.max(rules.intervalMs, leastWaitingMs);
  return trails.some((trail) => {
    const covered = waiting.covers[trail.alertId];
    if (covered !== undefined && isHeldBack(trail, options)) return true;
    const isNewer = trail.last.severity === waiting.severity && trail.last.seq > (covered ?? 0);
    return isOld && isNewer && trail.unread.length > 0 && !isHeldBack(trail, options);
  });
}
