/** The real command line in a process of its own, as a user starts it. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ownScript = fileURLToPath(new URL("../../bin/airworthy.js", import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly cwd: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The command's script; this repository's unless told. */
  readonly script?: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly outcome: Promise<Outcome>;
}

/** Starts `airworthy` with `args`. */
export function startAirworthy(
  args: readonly string[],
  { cwd, input = "", env = {}, script = ownScript }: StartOptions,
): Started {
  const { NO_COLOR: _no, FORCE_COLOR: _force, ...inherited } = process.env;
  const child = spawn(process.execPath, [script, ...args], { cwd, env: { ...inherited, ...env } });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdin.end(input);
  const outcome = new Promise<Outcome>((settle, fail) => {
    child.on("error", fail);
    child.on("close", (code) => settle({ code, stdout, stderr }));
  });
  return { child, outcome };
}

/** Runs `airworthy` with `args` to its end. */
export async function airworthy(args: readonly string[], options: StartOptions): Promise<Outcome> {
  return await startAirworthy(args, options).outcome;
}

/** A folder that lasts as long as its scope. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "airworthy-cli-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
