/** Servers of other projects. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { python, pythonEnvironment } from "./python.ts";

const readyWithinMs = 120_000;

export interface PeerServer extends AsyncDisposable {
  readonly port: number;
}

export interface PeerOptions {
  /** Its file in bench/peers, which takes the model's path and three free ports, and serves on the first. */
  readonly script: string;
  readonly modelPath: string;
  /** Whether the server on `port` answers. */
  answers(port: number): Promise<boolean>;
}

/** The versions of the packages `names` (their modules are called alike), as "mlflow 3.1, onnx 1.2"; or why they cannot be had. */
export async function versionsOf(
  names: readonly string[],
): Promise<{ readonly versions: string } | { readonly missing: string }> {
  const script = `from importlib.metadata import version\nimport ${names.join(", ")}\nprint(", ".join(f"{n} {version(n)}" for n in ${JSON.stringify(names)}))`;
  return await promisify(execFile)(python, ["-c", script]).then(
    ({ stdout }) => ({ versions: stdout.trim() }),
    (cause: { stderr?: string }) => ({
      missing: `${python}: ${cause.stderr?.trim().split("\n").at(-1) || "is not there"}`,
    }),
  );
}

/** Starts the peer and waits until it answers; rejects with what it printed where it ends first, or never does. */
export async function startPeer({ script, modelPath, answers }: PeerOptions): Promise<PeerServer> {
  const ports = await freePorts(3);
  const [port = 0] = ports;
  const path = join(import.meta.dirname, "peers", script);
  // A group of its own, since some of the servers start processes that outlive the one that is killed.
  const child = spawn(python, [path, modelPath, ...ports.map(String)], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: pythonEnvironment,
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      printed = (printed + chunk.toString("utf8")).slice(-4_000);
    });
  const ended = once(child, "exit");
  const running = () => child.exitCode === null && child.signalCode === null;
  const signalGroup = (signal: NodeJS.Signals) => {
    if (child.pid !== undefined && running()) process.kill(-child.pid, signal);
  };
  const stop = async () => {
    signalGroup("SIGTERM");
    await Promise.race([ended, sleep(10_000, undefined, { ref: false })]);
    signalGroup("SIGKILL");
    await ended;
  };
  const giveUpAt = performance.now() + readyWithinMs;
  while (!(await answers(port).catch(() => false))) {
    if (!running() || performance.now() > giveUpAt) {
      await stop();
      throw new Error(`${script} did not get ready: ${printed}`);
    }
    await sleep(250);
  }
  return { port, [Symbol.asyncDispose]: stop };
}

/** Ports that nothing listens on now. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" ? (address?.port ?? 0) : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
