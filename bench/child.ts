/** A measured child process: each contender runs alone, and its time and memory are its own. */
import { spawn } from "node:child_process";
import { onCore } from "./pin.ts";

export interface ChildResult {
  readonly stdout: string;
  readonly wallMs: number;
}

/** Runs `node` with `args`, on core `core` if told; rejects with what it printed where it fails. */
export function runNode(
  args: readonly string[],
  cwd: string,
  core: number | null = null,
): Promise<ChildResult> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const [command, ...rest] = onCore(core, [process.execPath, ...args]);
    const child = spawn(command, rest, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString("utf8");
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString("utf8");
    });
    child.on("error", reject);
    child.on("close", (code) => {
      const wallMs = performance.now() - started;
      if (code === 0) resolve({ stdout, wallMs });
      else reject(new Error(`node ${args.join(" ")} exited with ${code}: ${stderr}${stdout}`));
    });
  });
}
