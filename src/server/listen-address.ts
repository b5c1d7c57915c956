/** Where to listen: on an address that other machines reach only where callers must have a key. */
import { BlockList, isIP } from "node:net";
import { AirworthyError } from "../core/error.ts";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

export interface ListenAddress {
  readonly address: string;
  /** Whether only this machine itself reaches it. */
  readonly isLoopback: boolean;
}

export interface ListenAddressOptions {
  /** Whether the project has an API key that is taken now. */
  readonly hasKey: boolean;
}

/** The address to listen on for `host`; ADDRESS_REFUSED where other machines could reach it and no key would keep them out. */
export function listenAddress(host: string, { hasKey }: ListenAddressOptions): ListenAddress {
  const address = host === "localhost" ? "127.0.0.1" : host;
  const family = isIP(address);
  if (family === 0) throw refused(host, "it is no IP address; wanted one of this machine, or localhost.");
  const isLoopback = loopback.check(address, family === 6 ? "ipv6" : "ipv4");
  if (isLoopback || hasKey) return { address, isLoopback };
  throw refused(
    host,
    "other machines reach it, and the project has no active API key to keep them out. " +
      "Make one with airworthy keys create --scope predict, or listen on 127.0.0.1, ::1 or localhost.",
  );
}

function refused(host: string, why: string): AirworthyError {
  return new AirworthyError("ADDRESS_REFUSED", `Cannot listen on '${host}': ${why}`, { details: { host } });
}
