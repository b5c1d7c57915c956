/** Who works on a file or a run: enough to say later whether that very process still lives. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";

export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** When the process started, in the system's own terms: a pid is given out again, this is not. */
  readonly started: string;
}

let own: ProcessIdentity | undefined;

/** This process. */
export function ownIdentity(): ProcessIdentity {
  own ??= { host: hostname(), pid: process.pid, started: startMarker(process.pid) ?? "" };
  return own;
}

/** Whether the process lives; one on another host is taken to live, for it cannot be asked. */
export function isAlive({ host, pid, started }: ProcessIdentity): boolean {
  if (host !== hostname()) return true;
  return isPidAlive(pid) && (started === "" || startMarker(pid) === started);
}

/** A short name for this host, fit for a file name. */
export function hostTag(): string {
  return createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
}

export function isPidAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return cause instanceof Error && "code" in cause && cause.code === "EPERM";
  }
}

function startMarker(pid: number): string | null {
  if (process.platform === "linux") return linuxStart(pid);
  if (process.platform === "win32") return null;
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return null; // ps knows no such process
  }
}

function linuxStart(pid: number): string | null {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim().slice(0, 8);
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const afterName = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return `${boot}:${afterName[19]}`; // field 22 of proc(5): start time in clock ticks since boot
  } catch {
    return null; // no such process
  }
}
