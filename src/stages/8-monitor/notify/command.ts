/** A program of the user's: no shell, the message as JSON on stdin, few environment variables, and a time after which it and what it began are ended. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { CommandChannel } from "../../../core/definition/index.ts";
import type { Attempt } from "../../../core/notify/index.ts";
import { type Channel, type ChannelSurroundings, delivered, failed } from "./channel.ts";
import { publicWords } from "./variables.ts";

const always = ["PATH", "HOME", "LANG", "TZ", "TMPDIR"] as const;
const mostErrorBytes = 4_096;

export function commandChannel(spec: CommandChannel, surroundings: ChannelSurroundings): Channel {
  const { environment, directory } = surroundings;
  const secrets = spec.environment.map((name) => environment[name] ?? "");
  const given = [...always, ...spec.environment].map((name) => [name, environment[name]]);
  const env = Object.fromEntries(given.filter(([, value]) => value !== undefined)) as Record<string, string>;
  return {
    async deliver(message, { signal }) {
      const limit = AbortSignal.timeout(spec.timeLimitMs);
      const ended = await run(spec.argv, {
        env,
        directory,
        input: `${JSON.stringify(message)}\n`,
        signal: AbortSignal.any([signal, limit]),
      });
      return attemptOf(ended, { limit, timeLimitMs: spec.timeLimitMs, secrets });
    },
  };
}

interface Ended {
  /** Null where it did not start or a signal ended it. */
  readonly code: number | null;
  /** Why it did not start, or what ended it. */
  readonly reason: string | null;
  /** The beginning of what it wrote to stderr. */
  readonly said: string;
}

interface RunOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly input: string;
  readonly signal: AbortSignal;
}

type Child = ChildProcessByStdio<Writable, null, Readable>;

function run(argv: readonly string[], { env, directory, input, signal }: RunOptions): Promise<Ended> {
  const [program = "", ...words] = argv;
  return new Promise((resolve) => {
    // In a group of its own, so that what it began is ended with it.
    const child: Child = spawn(program, words, {
      cwd: directory,
      env,
      detached: true,
      stdio: ["pipe", "ignore", "pipe"],
    });
    let said = "";
    const end = () => endGroup(child);
    const settle = (code: number | null, reason: string | null) => {
      signal.removeEventListener("abort", end);
      // Whoever it left behind may hold the pipe open for ever.
      child.stderr.destroy();
      resolve({ code, reason, said });
    };
    signal.addEventListener("abort", end, { once: true });
    child.stderr.on("data", (part: Buffer) => {
      if (said.length < mostErrorBytes) said += part.toString("utf8").slice(0, mostErrorBytes - said.length);
    });
    child.on("error", (cause: NodeJS.ErrnoException) => settle(null, cause.code ?? cause.name));
    child.on("exit", (code, name) => setImmediate(() => settle(code, name)));
    // A program need not read what it is given.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    if (signal.aborted) end();
  });
}

function endGroup({ pid }: Child): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "ESRCH")) throw cause;
  }
}

interface Judging {
  readonly limit: AbortSignal;
  readonly timeLimitMs: number;
  readonly secrets: readonly string[];
}

function attemptOf({ code, reason, said }: Ended, { limit, timeLimitMs, secrets }: Judging): Attempt {
  if (code === 0) return delivered("exit code 0");
  if (code === null && limit.aborted) return failed(`it did not end within ${timeLimitMs} ms`);
  const what = code === null ? `it did not run to its end: ${reason ?? "unknown"}` : `exit code ${code}`;
  return failed(publicWords(said === "" ? what : `${what}: ${said}`, secrets));
}
