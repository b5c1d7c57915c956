/** Signing in to the pages with an API key: it begins a session, and is not kept itself. */
import type { SessionStore } from "../io/store/sessions.ts";
import {
  callerOf,
  findKey,
  type KeyHeaders,
  type KnownKey,
  type KnownKeys,
  unauthenticated,
} from "./auth.ts";
import { cookieOf, hashOfToken, makeToken, tokenOf } from "./session-token.ts";

export interface SignIn {
  /** Whether callers must have a key. */
  isWanted(): boolean;
  /** Whose key stands for the caller; null for nobody's. */
  who(headers: KeyHeaders): KnownKey | null;
  /** Begins a session with the key of this text; what the browser is to keep. UNAUTHENTICATED where it is not taken. */
  begin(text: string): { readonly key: KnownKey; readonly cookie: string };
  /** Ends the caller's session; the cookie that takes the old one away. */
  end(headers: KeyHeaders): string;
}

export interface SignInOptions {
  readonly known: () => KnownKeys;
  /** Whether a key is wanted even where the project never had one. */
  readonly always: boolean;
  readonly sessions: SessionStore | undefined;
  /** Whether the server speaks HTTPS. */
  readonly isSecure: boolean;
}

/** A session is over after so long, whatever its key. */
export const sessionMs = 12 * 3_600_000;

export function signInOf({ known, always, sessions, isSecure }: SignInOptions): SignIn {
  return {
    isWanted: () => always || known().any,
    who: (headers) => callerOf(headers, { byId: known().byId, sessions }),
    begin(text) {
      const key = findKey(known().byId, text);
      if (key === null || sessions === undefined) throw unauthenticated(true);
      const token = makeToken();
      const now = Date.now();
      sessions.add(hashOfToken(token), { keyId: key.id, createdAt: now, expiresAt: now + sessionMs });
      return { key, cookie: cookieOf(token, { maxAgeMs: sessionMs, isSecure }) };
    },
    end(headers) {
      const token = tokenOf(headers);
      if (token !== null) sessions?.end(hashOfToken(token));
      return cookieOf("", { maxAgeMs: 0, isSecure });
    },
  };
}

/** For a server without keys. */
export const noSignIn: SignIn = {
  isWanted: () => false,
  who: () => null,
  begin() {
    throw unauthenticated(true);
  },
  end: () => cookieOf("", { maxAgeMs: 0, isSecure: false }),
};
