/**
 * Who is told of alerts, as plain data. A secret never stands in a definition: where one is wanted, the name of an
 * environment variable stands, written `env:NAME`.
 */

import type { Severity } from "../monitor/index.ts";
import { type Duration, durationMicros } from "../time.ts";

/** The name of an environment variable that holds the value. */
export type EnvironmentName = `env:${string}`;

/** An address of http or https, or the name of an environment variable that holds one. */
export type HttpAddress = `http://${string}` | `https://${string}` | EnvironmentName;

export interface ChannelOptions {
  /** Tells only alerts of this severity; of every one unless told. */
  readonly severity?: Severity;
  /** Whether an end is told too; true unless told. */
  readonly resolved?: boolean;
  /** How long one attempt may take; 10 s unless told. */
  readonly timeLimit?: Duration;
}

interface ChannelBase {
  readonly severity: Severity | null;
  readonly resolved: boolean;
  readonly timeLimitMs: number;
}

export interface WebhookChannel extends ChannelBase {
  readonly kind: "webhook";
  readonly url: HttpAddress;
  readonly secret: EnvironmentName;
  readonly bearer: EnvironmentName | null;
}

export interface SlackChannel extends ChannelBase {
  readonly kind: "slack";
  readonly url: EnvironmentName;
}

export interface EmailChannel extends ChannelBase {
  readonly kind: "email";
  readonly smtp: EnvironmentName;
  readonly from: string;
  readonly to: readonly string[];
}

export interface AlertmanagerChannel extends ChannelBase {
  readonly kind: "alertmanager";
  readonly url: HttpAddress;
  readonly bearer: EnvironmentName | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly resendMs: number;
}

export interface CommandChannel extends ChannelBase {
  readonly kind: "command";
  readonly argv: readonly string[];
  readonly environment: readonly string[];
}

export type ChannelSpec = WebhookChannel | SlackChannel | EmailChannel | AlertmanagerChannel | CommandChannel;

export type ChannelKind = ChannelSpec["kind"];

export interface WebhookOptions extends ChannelOptions {
  readonly url: HttpAddress;
  /** Signs every message; `whsec_` and base64, or any text of at least 24 bytes. Two, with a space between, sign both. */
  readonly secret: EnvironmentName;
  /** Sent as `Authorization: Bearer …`. */
  readonly bearer?: EnvironmentName;
}

/** JSON by POST, signed as Standard Webhooks 1.0.0 has it. */
export function webhook({ url, secret, bearer, ...options }: WebhookOptions): ChannelSpec {
  return { kind: "webhook", url, secret, bearer: bearer ?? null, ...base(options) };
}

export interface SlackOptions extends ChannelOptions {
  /** The address of the incoming webhook: whoever has it can write, so it is a secret. */
  readonly url: EnvironmentName;
}

/** An incoming webhook of Slack, or of what takes the same (Mattermost, Rocket.Chat, Discord's `/slack`). */
export function slack({ url, ...options }: SlackOptions): ChannelSpec {
  return { kind: "slack", url, ...base(options) };
}

export interface EmailOptions extends ChannelOptions {
  /** Holds `smtps://user:password@host:465` or `smtp://host:587`. */
  readonly smtp: EnvironmentName;
  readonly from: string;
  readonly to: string | readonly string[];
}

/** Mail by SMTP, as text and as simple HTML. */
export function email({ smtp, from, to, ...options }: EmailOptions): ChannelSpec {
  return { kind: "email", smtp, from, to: typeof to === "string" ? [to] : to, ...base(options) };
}

export interface AlertmanagerOptions extends ChannelOptions {
  /** Of the Alertmanager, without `/api/v2/alerts`. */
  readonly url: HttpAddress;
  readonly bearer?: EnvironmentName;
  /** Beside the alert's own. */
  readonly labels?: Readonly<Record<string, string>>;
  /** How often an alert that is on is sent again; a minute unless told. */
  readonly resendEvery?: Duration;
}

/** Prometheus Alertmanager; grouping, repeating and who is told are its own affair. */
export function alertmanager(options: AlertmanagerOptions): ChannelSpec {
  const { url, bearer, labels = {}, resendEvery = "1m", ...others } = options;
  const resendMs = durationMicros(resendEvery) / 1_000;
  return { kind: "alertmanager", url, bearer: bearer ?? null, labels, resendMs, ...base(others) };
}

export interface CommandOptions extends ChannelOptions {
  /** The program and its arguments; no shell reads them. */
  readonly argv: readonly [string, ...string[]];
  /** The environment variables that it gets beside PATH, HOME, LANG, TZ and TMPDIR. */
  readonly environment?: readonly string[];
}

/** A program that gets the message as JSON on stdin; exit code 0 is delivered. */
export function command({ argv, environment = [], ...options }: CommandOptions): ChannelSpec {
  return { kind: "command", argv, environment, ...base(options) };
}

function base({ severity, resolved = true, timeLimit = "10s" }: ChannelOptions): ChannelBase {
  return { severity: severity ?? null, resolved, timeLimitMs: durationMicros(timeLimit) / 1_000 };
}
