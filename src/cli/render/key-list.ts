import type { KeyScope } from "../../io/api-key.ts";
import { type ApiKeyRecord, isKeyActive } from "../../io/store/index.ts";
import { formatTime } from "./format.ts";
import type { Canvas, StyleName } from "./style.ts";
import { renderTable } from "./table.ts";

/** A key as `airworthy keys list` tells it; times are epoch milliseconds. */
export interface ListedKey {
  readonly id: string;
  readonly name: string;
  readonly scope: KeyScope;
  readonly state: "active" | "expired" | "revoked";
  readonly createdAt: number;
  readonly rotatedAt: number | null;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  /** Until when the text before the last rotation is taken; null where it is not. */
  readonly oldUntil: number | null;
}

/** `record` as it is listed at `now`, without its hash. */
export function listedKey(record: ApiKeyRecord, now: number): ListedKey {
  const { id, name, scope, createdAt, rotatedAt, expiresAt, revokedAt, previous } = record;
  const active = isKeyActive(record, now);
  const state = active ? "active" : revokedAt === null ? "expired" : "revoked";
  const oldUntil = active && previous !== null && now < previous.until ? previous.until : null;
  return { id, name, scope, state, createdAt, rotatedAt, expiresAt, revokedAt, oldUntil };
}

const stateStyles: Readonly<Record<ListedKey["state"], StyleName>> = {
  active: "good",
  expired: "warn",
  revoked: "faint",
};

/** The keys as a table, as they come. */
export function renderKeyList(keys: readonly ListedKey[], canvas: Canvas): string {
  if (keys.length === 0) return "No keys: the server answers everybody on this machine, and nobody else.\n";
  const columns = [
    { title: "key" },
    { title: "name", atMost: 20 },
    { title: "scope" },
    { title: "state" },
    { title: "made" },
    { title: "expires" },
  ] as const;
  const day = (ms: number) => formatTime(ms).slice(0, 10);
  const rows = keys.map(({ id, name, scope, state, createdAt, expiresAt }) => [
    id,
    name,
    scope,
    canvas.paint(stateStyles[state], state),
    day(createdAt),
    expiresAt === null ? "never" : day(expiresAt),
  ]);
  return `${renderTable(columns, rows, canvas)}\n`;
}
