import { AirworthyError } from "../core/error.ts";

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program listens there",
  EACCES: "the rights are missing",
  EADDRNOTAVAIL: "this machine has no such address",
};

/** Throws ADDRESS_UNUSABLE where `cause` is about the address and the port that were chosen, otherwise `cause`. */
export function listenFailure(address: string, port: number): (cause: unknown) => never {
  return (cause) => {
    const reason = cause instanceof Error && "code" in cause ? reasons[String(cause.code)] : undefined;
    if (reason === undefined) throw cause;
    throw new AirworthyError("ADDRESS_UNUSABLE", `Cannot listen on ${address} port ${port}: ${reason}.`, {
      cause,
      details: { address, port },
    });
  };
}
