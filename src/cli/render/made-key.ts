import type { KeyScope } from "../../io/api-key.ts";
import { formatTime } from "./format.ts";

/** A key that was just made. */
export interface ShownKey {
  readonly id: string;
  readonly scope: KeyScope;
  readonly key: string;
  /** Epoch milliseconds. */
  readonly expiresAt?: number | null;
  /** Until when the text before it is taken too; null where it is not any more. */
  readonly oldUntil?: number | null;
}

/** The key on a line of its own, and what to know about it. */
export function renderMadeKey({ id, scope, key, expiresAt = null, oldUntil }: ShownKey): string {
  const until = expiresAt === null ? "" : `, until ${formatTime(expiresAt)}`;
  const old = oldUntil == null ? "is refused within a second" : `is taken until ${formatTime(oldUntil)}`;
  return [
    key,
    "",
    `Key ${id} for ${scope}${until}. It is shown this once: keep it where you keep secrets.`,
    ...(oldUntil === undefined ? [] : [`The one before it ${old}.`]),
    '  curl -H "Authorization: Bearer $KEY" …',
    "",
  ].join("\n");
}
