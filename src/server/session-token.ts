/** What a browser keeps of who signed in: 256 random bits in a cookie that no script reads. The server keeps their SHA-256. */
import { hash, randomBytes } from "node:crypto";

const name = "airworthy_session";
const pattern = new RegExp(`(?:^|; *)${name}=([\\w-]{43})(?:;|$)`);

export function makeToken(): string {
  return randomBytes(32).toString("base64url");
}

export function hashOfToken(token: string): string {
  return hash("sha256", token, "hex");
}

/** The token in the cookies of a request; null where there is none. */
export function tokenOf({ cookie }: { readonly cookie?: string | undefined }): string | null {
  return cookie === undefined ? null : (pattern.exec(cookie)?.[1] ?? null);
}

export interface CookieOptions {
  /** How long the browser keeps it; 0 takes it away. */
  readonly maxAgeMs: number;
  /** Whether it goes over HTTPS alone. */
  readonly isSecure: boolean;
}

/** The Set-Cookie for `token`: for what the pages ask alone, and for no request that another site causes. */
export function cookieOf(token: string, { maxAgeMs, isSecure }: CookieOptions): string {
  const age = Math.floor(maxAgeMs / 1_000);
  return `${name}=${token}; Path=/api; Max-Age=${age}; HttpOnly; SameSite=Strict${isSecure ? "; Secure" : ""}`;
}
