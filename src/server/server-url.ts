import type { Guard } from "./guard.ts";

/** Where a server is reached that listens on `port` of its guard's address. */
export function serverUrl(
  { address, certificate }: Pick<Guard, "address" | "certificate">,
  port: number,
): string {
  const scheme = certificate === null ? "http" : "https";
  return `${scheme}://${address.includes(":") ? `[${address}]` : address}:${port}`;
}
