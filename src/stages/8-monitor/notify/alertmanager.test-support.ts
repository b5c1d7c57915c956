/** Debian's own Alertmanager, alone, on loopback. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../../../../test/fixtures/free-port.ts";
import { alertmanager } from "../../../core/definition/index.ts";
import type { Duration } from "../../../core/time.ts";
import { ampleLimit, type Receivers, shortLimit } from "./receiver.test-support.ts";

/** As GET /api/v2/alerts has them. */
export interface KnownAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

export interface RunningAlertmanager extends AsyncDisposable {
  readonly origin: string;
  alerts(): Promise<readonly KnownAlert[]>;
}

const config = "route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n";
export const binary = "prometheus-alertmanager";

export async function runAlertmanager(): Promise<RunningAlertmanager> {
  const directory = await mkdtemp(join(tmpdir(), "airworthy-alertmanager-"));
  const path = join(directory, "alertmanager.yml");
  await writeFile(path, config);
  const origin = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(
    binary,
    [
      `--config.file=${path}`,
      `--storage.path=${join(directory, "data")}`,
      `--web.listen-address=${origin.slice("http://".length)}`,
      "--cluster.listen-address=",
    ],
    { stdio: "ignore" },
  );
  const ended = once(child, "exit");
  while (!(await isReady(origin))) await pause(50);
  return {
    origin,
    async alerts() {
      const reply = await fetch(`${origin}/api/v2/alerts`);
      return (await reply.json()) as KnownAlert[];
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function isReady(origin: string): Promise<boolean> {
  return await fetch(`${origin}/-/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}

export async function startAlertmanager(): Promise<Receivers> {
  const running = await runAlertmanager();
  const mute = createServer();
  await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
  const { port } = mute.address() as AddressInfo;
  const absent = await freePort();
  const at = (url: `http://${string}`, timeLimit: Duration = ampleLimit) => ({
    spec: alertmanager({ url, bearer: "env:AM_TOKEN", timeLimit, resendEvery: "5m" }),
    environment: { AM_TOKEN: "t0ken-of-the-alertmanager" },
  });
  return {
    fine: at(running.origin as `http://${string}`),
    refusing: at(`${running.origin as `http://${string}`}/nowhere`),
    silent: at(`http://127.0.0.1:${port}`, shortLimit),
    absent: at(`http://127.0.0.1:${absent}`),
    secrets: ["t0ken-of-the-alertmanager"],
    received: async () =>
      (await running.alerts()).map((alert) => ({ id: null, text: JSON.stringify(alert) })),
    async [Symbol.asyncDispose]() {
      mute.close();
      await running[Symbol.asyncDispose]();
    },
  };
}
