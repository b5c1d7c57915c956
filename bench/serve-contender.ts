/** A server of bench/contenders/serve-http.ts in a process of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface ProcessorTime {
  /** Of the whole process and of its main thread, in microseconds. */
  readonly process: number;
  readonly main: number;
}

export interface Contender extends AsyncDisposable {
  readonly port: number;
  /** What it cost so far. */
  cost(): Promise<ProcessorTime>;
}

/** Starts the server `kind`; disposing of it ends the process. */
export async function startContender(kind: "airworthy" | "mixed" | "echo"): Promise<Contender> {
  const script = join(import.meta.dirname, "contenders", "serve-http.ts");
  const child = spawn(process.execPath, [script, kind], { stdio: ["pipe", "pipe", "inherit"] });
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
