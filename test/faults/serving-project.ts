/** A project with a trained model, and servers of it started as a user starts them. */
import { readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { workspaceOf } from "../../src/io/workspace.ts";
import { airworthy, type Outcome, startAirworthy } from "../cli/airworthy.ts";
import { trainedProject } from "../fixtures/trained-project.ts";

const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));

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

export interface ServeOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

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
    await symlink(modules, join(folder.path, "node_modules")).catch(() => undefined);
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
    async serve({ args = [], env = {} } = {}) {
      const command = ["serve", "--port", String(port), "--json", ...args];
      const { child, outcome } = startAirworthy(command, { cwd: folder.path, env });
      await new Promise<void>((resolve, reject) => {
        child.stdout?.once("data", () => resolve());
        void outcome.then(({ code, stderr }) => reject(new Error(`serve ended with ${code}: ${stderr}`)));
      });
      const pid = child.pid ?? 0;
      return { pid, outcome, workers: () => childrenOf(pid), kill: (signal) => void child.kill(signal) };
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

async function childrenOf(pid: number): Promise<number[]> {
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const stats = await Promise.all(
    processes.map((each) => readFile(`/proc/${each}/stat`, "utf8").catch(() => "")),
  );
  return processes.filter((_, index) => stats[index]?.split(") ")[1]?.split(" ")[1] === String(pid));
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
