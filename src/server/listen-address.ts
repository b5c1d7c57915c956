/** Only this machine's own addresses: whoever reaches the port may ask the model, for requests carry no key yet. */
import { BlockList, isIP } from "node:net";
import { AirworthyError } from "../core/error.ts";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** The address to listen on for `host`; ADDRESS_REFUSED where other machines could reach it. */
export function listenAddress(host: string): string {
  const address = host === "localhost" ? "127.0.0.1" : host;
  const family = isIP(address);
  if (family !== 0 && loopback.check(address, family === 6 ? "ipv6" : "ipv4")) return address;
  throw new AirworthyError(
    "ADDRESS_REFUSED",
    `Cannot listen on '${host}': requests are not authenticated, so only addresses of this machine itself are ` +
      "allowed: 127.0.0.1, ::1 or localhost.",
    { details: { host } },
  );
}
