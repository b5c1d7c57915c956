/**
 * Whether a request is meant for this server. A page of a stranger can make its own name lead to 127.0.0.1 (DNS rebinding)
 * and then reads what a server on this machine says; its requests still carry the stranger's name.
 */
import { AirworthyError } from "../core/error.ts";

export interface HostCheckOptions {
  readonly address: string;
  readonly isLoopback: boolean;
  /** Names beside the address, without a port. */
  readonly allowedHosts: readonly string[];
}

/** Whether a request with this Host (or :authority) is answered. */
export type HostCheck = (host: string) => boolean;

const loopbackNames = ["localhost", "127.0.0.1", "[::1]"];
const namePattern = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])$/;

/** The check of a server; off loopback, where callers have keys, only where names were allowed. OPTION_INVALID for what is no name. */
export function hostCheck({ address, isLoopback, allowedHosts }: HostCheckOptions): HostCheck {
  const allowed = allowedHosts.map(allowedName);
  if (!isLoopback && allowed.length === 0) return () => true;
  const own = address.includes(":") ? `[${address}]` : address;
  const names = new Set([...allowed, own, ...(isLoopback ? loopbackNames : [])]);
  return (host) => names.has(nameOf(host));
}

/** Without its port and a last dot, in small letters. */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
}

function allowedName(text: string): string {
  const name = text.toLowerCase();
  if (namePattern.test(name)) return name;
  throw new AirworthyError(
    "OPTION_INVALID",
    `Cannot allow the host '${text}': wanted a name or an address without a port, such as model.example.org.`,
  );
}
