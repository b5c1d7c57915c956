/** A project with a trained model, and servers of it started as a user starts them. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { workspaceOf } from "../../src/io/workspace.ts";
import { airworthy, type Outcome } from "../cli/airworthy.ts";
import { childrenOf } from "../cli/children-of.ts";
import { type ServingOptions, startServing } from "../cli/start-serving.ts";
import { freePort } from "../fixtures/free-port.ts";
import { trainedProject } from "../fixtures/trained-project.ts";

/** How much of a test to do: `npm run test:faults` does all of it, `npm test` the short form. */
export const isWhole = process.env.AIRWORTHY_FAULTS === "whole";

/** `whole` in the whole form, `short` otherwise. */
export function amount({ short, whole }: { readonly short: number; readonly whole: number }): number {
  return isWhole ? whole : short;
}

export interface RunningProject {
  readonly pid: number;
  /** The processes that answer requests. */
  workers(): Promise<number[]>;
  kill(signal: NodeJS.Signals): void;
  readonly outcome: Promise<Outcome>;
}

export type ServeOptions = Omit<ServingOptions, "port">;

export interface ServingProject extends AsyncDisposable {
  readonly path: string;
  readonly storePath: string;
  /** Every server of the project listens here. */
  readonly url: string;
  /** Resolves when it answers. */
  serve(options?: ServeOptions): Promise<RunningProject>;
  call(...args: readonly string[]): Promise<Outcome>;
}

/** The trained project with `versions` of its model, the first its champion; it goes with its scope. */
export async function openServingProject(versions = 1): Promise<ServingProject> {
  const folder = await trainedProject();
  const call = (...args: readonly string[]) => airworthy(args, { cwd: folder.path });
  const config = join(folder.path, "airworthy.config.ts");
  const text = await readFile(config, "utf8");
  for (let version = 2; version <= versions; version += 1) {
    await writeFile(config, text.replace("epochs: 8", `epochs: ${7 + version}`));
    const run = await call("run", "--json");
    expect([0, 2], run.stderr).toContain(run.code);
  }
  if (versions > 1) expect((await call("promote", "1")).code).toBe(0);
  const port = await freePort();
  return {
    path: folder.path,
    storePath: workspaceOf(folder.path).storePath,
    url: `http://127.0.0.1:${port}`,
    call,
    async serve(options = {}) {
      const { child, outcome, line } = await startServing(folder.path, { ...options, port });
      const { pid } = line;
      return { pid, outcome, workers: () => childrenOf(pid), kill: (signal) => void child.kill(signal) };
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
