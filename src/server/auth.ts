/**
 * Who may call a route. The keys are in memory (watch-keys.ts), so that a check costs microseconds and not a query. A key is
 * found by its id, which is no secret, and proven by its hash. A project that never had a key is open on loopback; from its
 * first key on one is wanted everywhere, and revoking or outliving the last one does not open it again.
 */

import { AirworthyError } from "../core/error.ts";
import type { KeyScope } from "../io/api-key.ts";
import { hashOfKey, idOfKey, isSameHash } from "../io/api-key.ts";

/** Whom a route is for; a key of the scope admin reaches every route. */
export type RouteScope = "open" | KeyScope;

/** The headers that may carry a key, as Node has them. */
export interface KeyHeaders {
  readonly authorization?: string | undefined;
  readonly "x-api-key"?: string | readonly string[] | undefined;
}

/** The id of the caller's key, null where none was wanted; UNAUTHENTICATED or FORBIDDEN where the caller may not go on. */
export type Authorise = (headers: KeyHeaders, scope: RouteScope) => string | null;

export interface KnownKey {
  readonly id: string;
  readonly scope: KeyScope;
  readonly hash: Uint8Array;
  readonly previous: { readonly hash: Uint8Array; readonly until: number } | null;
  readonly expiresAt: number | null;
}

export interface KnownKeys {
  /** Those that were not revoked. */
  readonly byId: ReadonlyMap<string, KnownKey>;
  /** Whether the project has or had a key. */
  readonly any: boolean;
  /** Of the monotonic clock, in milliseconds. */
  readonly readAt: number;
}

export interface AuthoriserOptions {
  readonly known: () => KnownKeys;
  /** Whether a key is wanted even where the project never had one. */
  readonly always: boolean;
}

/** While the store is away keys are taken for so long: a revocation could not be heard of. */
export const trustMs = 60_000;

/** Every request is let through: for a server that has no project. */
export const allowAll: Authorise = () => null;

/** The check of a server's requests. */
export function authoriser({ known, always }: AuthoriserOptions): Authorise {
  return (headers, scope) => {
    if (scope === "open") return null;
    const { byId, any, readAt } = known();
    if (performance.now() - readAt > trustMs) throw keysUnknown();
    if (!any && !always) return null;
    const text = presentedKey(headers);
    const key = findKey(byId, text);
    if (key === null) throw unauthenticated(text !== null);
    if (key.scope !== scope && key.scope !== "admin") throw forbidden(key.scope, scope);
    return key.id;
  };
}

function presentedKey({ authorization, "x-api-key": header }: KeyHeaders): string | null {
  const bearer = authorization === undefined ? null : /^bearer +(\S+)$/i.exec(authorization);
  return bearer?.[1] ?? (typeof header === "string" ? header : null);
}

function findKey(byId: KnownKeys["byId"], text: string | null): KnownKey | null {
  const id = text === null ? null : idOfKey(text);
  const key = id === null ? undefined : byId.get(id);
  if (text === null || key === undefined) return null;
  const now = Date.now();
  const { hash, previous, expiresAt } = key;
  if (expiresAt !== null && now >= expiresAt) return null;
  const presented = hashOfKey(text);
  if (isSameHash(presented, hash)) return key;
  return previous !== null && now < previous.until && isSameHash(presented, previous.hash) ? key : null;
}

function unauthenticated(given: boolean): AirworthyError {
  const message = given
    ? "The API key is unknown, revoked or expired."
    : "The request carries no API key; wanted Authorization: Bearer <key>, or X-API-Key: <key>.";
  const challenge = `Bearer realm="airworthy"${given ? ', error="invalid_token"' : ""}`;
  return new AirworthyError("UNAUTHENTICATED", message, { details: { challenge } });
}

function forbidden(has: KeyScope, wanted: KeyScope): AirworthyError {
  const challenge = `Bearer realm="airworthy", error="insufficient_scope", scope="${wanted}"`;
  const message = `The API key has the scope ${has}; this route wants ${wanted}${wanted === "admin" ? "" : " or admin"}.`;
  return new AirworthyError("FORBIDDEN", message, { details: { challenge } });
}

function keysUnknown(): AirworthyError {
  return new AirworthyError(
    "STORE_UNUSABLE",
    "API keys cannot be checked: the store has not answered for a minute.",
  );
}
