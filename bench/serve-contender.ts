/** A server of bench/contenders in a process of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ProcessorTime } from "./contenders/tell-cost.ts";
import { onCore } from "./pin.ts";

export interface Contender extends AsyncDisposable {
  readonly port: number;
  /** What it cost so far. */
  cost(): Promise<ProcessorTime>;
}

/** Starts `script`, a file of bench/contenders, on core `core` if told; disposing of it ends the process. */
export async function startContender(
  script: string,
  argument: string,
  core: number | null = null,
): Promise<Contender> {
  const path = join(import.meta.dirname, "contenders", script);
  const [command, ...rest] = onCore(core, [process.execPath, path, argument]);
  const child = spawn(command, rest, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const line = async () => (await lines.next()).value ?? "";
  return {
    port: Number(await line()),
    async cost() {
      child.stdin.write("?\n");
      return JSON.parse(await line()) as ProcessorTime;
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}

/** Starts serve-http.ts: what of it is to be asked. */
export function startHttp(
  kind: "airworthy" | "mixed" | "echo",
  core: number | null = null,
): Promise<Contender> {
  return startContender("serve-http.ts", kind, core);
}
