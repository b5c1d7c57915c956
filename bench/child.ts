/** A measured child process: each contender runs alone, and its time and memory are its own. */
import { spawn } from "node:child_process";

export interface ChildResult {
  readonly stdout: string;
  readonly wallMs: number;
}

/** Runs `node` with `args`; rejects with what it printed where it fails. */
export function runNode(args: readonly string[], cwd: string): Promise<ChildResult> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
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
