/**
 * Who may call a route. The keys are in memory (watch-keys.ts), so that a check costs microseconds and not a query. A key is
 * found by its id, which is no secret, and proven by its hash. A project that never had a key is open on loopback; from its
 * first key on one is wanted everywhere, and revoking or outliving the last one does not open it again.
 */

import { AirworthyError } from "../core/error.ts";
import type { KeyScope } from "../io/api-key.ts";
import { hashOfKey, idOfKey, isSameHash } from "../io/api-key.ts";
import type { SessionRecord, SessionStore } from "../io/store/sessions.ts";
import { hashOfToken, tokenOf } from "./session-token.ts";

/** Whom a route is for; a key of the scope admin reaches every route. */
export type RouteScope = "open" | KeyScope;

/** The headers that may carry a key or a session, as Node has them. */
export interface KeyHeaders {
  readonly authorization?: string | undefined;
  readonly "x-api-key"?: string | readonly string[] | undefined;
  readonly cookie?: string | undefined;
}

/** The id of the caller's key, null where none was wanted; UNAUTHENTICATED or FORBIDDEN where the caller may not go on. */
export type Authorise = (headers: KeyHeaders, scope: RouteScope) => string | null;

export interface KnownKey {
  readonly id: string;
  /** For people; may be empty. */
  readonly name: string;
  readonly scope: KeyScope;
  readonly hash: Uint8Array;
  readonly previous: { readonly hash: Uint8Array; readonly until: number } | null;
  readonly expiresAt: number | null;
  readonly rotatedAt: number | null;
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
  /** Those who signed in to the pages; nobody can unless told. */
  readonly sessions?: Pick<SessionStore, "find"> | undefined;
}

/** While the store is away keys are taken for so long: a revocation could not be heard of. */
export const trustMs = 60_000;

/** Every request is let through: for a server that has no project. */
export const allowAll: Authorise = () => null;

/** The check of a server's requests. */
export function authoriser({ known, always, sessions }: AuthoriserOptions): Authorise {
  return (headers, scope) => {
    if (scope === "open") return null;
    const { byId, any, readAt } = known();
    if (performance.now() - readAt > trustMs) throw keysUnknown();
    if (!any && !always) return null;
    const key = callerOf(headers, { byId, sessions });
    if (key === null) throw unauthenticated(presentedKey(headers) !== null);
    if (key.scope !== scope && key.scope !== "admin") throw forbidden(key.scope, scope);
    return key.id;
  };
}

export interface CallerOptions extends Pick<AuthoriserOptions, "sessions"> {
  readonly byId: KnownKeys["byId"];
}

/** The key that stands for the caller: the one in its headers, else the one that its session began with; null for neither. */
export function callerOf(headers: KeyHeaders, { byId, sessions }: CallerOptions): KnownKey | null {
  const text = presentedKey(headers);
  if (text !== null) return findKey(byId, text);
  const token = tokenOf(headers);
  const session = token === null ? null : (sessions?.find(hashOfToken(token)) ?? null);
  return session === null ? null : keyOfSession(session, byId);
}

/** Revoked or expired, a key takes its sessions along; so it does when it is given a new text. */
function keyOfSession({ keyId, createdAt, expiresAt }: SessionRecord, byId: KnownKeys["byId"]) {
  const now = Date.now();
  const key = byId.get(keyId);
  if (key === undefined || now >= expiresAt) return null;
  if (key.expiresAt !== null && now >= key.expiresAt) return null;
  return key.rotatedAt !== null && key.rotatedAt >= createdAt ? null : key;
}

function presentedKey({ authorization, "x-api-key": header }: KeyHeaders): string | null {
  const bearer = authorization === undefined ? null : /^bearer +(\S+)$/i.exec(authorization);
  return bearer?.[1] ?? (typeof header === "string" ? header : null);
}

/** The key of this text, where it is taken. */
export function findKey(byId: KnownKeys["byId"], text: string): KnownKey | null {
  const id = idOfKey(text);
  const key = id === null ? undefined : byId.get(id);
  if (key === undefined) return null;
  const now = Date.now();
  const { hash, previous, expiresAt } = key;
  if (expiresAt !== null && now >= expiresAt) return null;
  const presented = hashOfKey(text);
  if (isSameHash(presented, hash)) return key;
  return previous !== null && now < previous.until && isSameHash(presented, previous.hash) ? key : null;
}

/** That a key is wanted; `given` where one was sent that is not taken. */
export function unauthenticated(given: boolean): AirworthyError {
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
