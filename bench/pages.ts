/**
 * The dashboard with much: 100,000 predictions to search, 1,000 versions, 200 features, 90 days of profiles. Beside it,
 * in the same browser and by the same code, a small project, and a page that holds nothing but a sentence.
 */
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServing } from "../test/cli/start-serving.ts";
import { closeBrowser } from "../test/dashboard/browser.ts";
import { type Benchmark, type Measurement, median } from "./benchmark.ts";
import { makeLivedStore, type StoreSize } from "./dashboard/lived-store.ts";
import { type PageTime, timedPage } from "./dashboard/page-time.ts";
import { timeRoutes } from "./dashboard/route-times.ts";
import { works } from "./dashboard/works.ts";

const large: StoreSize = { predictions: 100_000, versions: 1_000, features: 200, days: 90 };
const small: StoreSize = { predictions: 1_000, versions: 3, features: 5, days: 1 };
const frozenMs = 50;

/** Below /ui; those of the issue first. */
const addresses = [
  ["overview", "/?last=90d"],
  ["monitoring", "/monitoring?last=90d"],
  ["predictions", "/predictions?last=90d"],
  ["models", "/models"],
  ["alerts", "/alerts"],
  ["data", "/data"],
  ["validation", "/validation"],
  ["package", "/package"],
] as const;

interface Measured {
  readonly interactiveMs: number;
  readonly longestTaskMs: number;
  readonly blockedMs: number;
}

export const pagesBenchmark: Benchmark = {
  name: "pages",
  async run({ quick }) {
    const rounds = quick ? 1 : 5;
    const directory = await mkdtemp(join(tmpdir(), "airworthy-bench-pages-"));
    try {
      const began = performance.now();
      await makeProject(join(directory, "large"), large);
      const madeMs = performance.now() - began;
      await makeProject(join(directory, "small"), small);
      await using much = await serveProject(join(directory, "large"));
      await using little = await serveProject(join(directory, "small"));
      await using bare = await serveSentence();
      const sentence = await timeOf(bare.url, rounds);
      return [
        made(madeMs),
        ...(await comePages({ much, little, sentence, rounds })),
        ...(await workPages(much, rounds)),
        ...(await timeRoutes({ large: much.url, small: little.url, rounds: 3 * rounds })),
      ];
    } finally {
      await closeBrowser();
      await rm(directory, { recursive: true });
    }
  },
};

function made(ms: number): Measurement {
  const { predictions, versions, features, days } = large;
  return {
    measure: "the large store is made",
    value: ms / 1_000,
    unit: "s",
    target: 60,
    better: "lower",
    against: `${predictions} predictions, ${versions} versions, ${features} features, ${days} days`,
  };
}

interface ComePages {
  readonly much: Served;
  readonly little: Served;
  readonly sentence: Measured;
  readonly rounds: number;
}

/** How each page comes up. */
async function comePages({ much, little, sentence, rounds }: ComePages): Promise<Measurement[]> {
  const measured: Measurement[] = [];
  for (const [name, address] of addresses) {
    const [here, there] = [
      await timeOf(`${much.url}/ui${address}`, rounds),
      await timeOf(`${little.url}/ui${address}`, rounds),
    ];
    const ms = (value: number) => `${Math.round(value)} ms`;
    measured.push(
      {
        measure: `${name}, interactive, times the small store's`,
        value: here.interactiveMs / there.interactiveMs,
        unit: "x",
        against: `${ms(here.interactiveMs)} of ${ms(there.interactiveMs)}; a bare page ${ms(sentence.interactiveMs)}`,
        target: 2,
        better: "lower",
      },
      {
        measure: `${name}, longest task`,
        value: here.longestTaskMs,
        unit: "ms",
        against: `small store ${ms(there.longestTaskMs)}, bare page ${ms(sentence.longestTaskMs)}; blocked ${ms(here.blockedMs)} of ${ms(there.blockedMs)}`,
        target: frozenMs,
        better: "lower",
      },
    );
  }
  return measured;
}

/** How pages take what people do on them where there is much. */
async function workPages(much: Served, rounds: number): Promise<Measurement[]> {
  const measured: Measurement[] = [];
  for (const { name, address, work } of works) {
    const times: PageTime[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await using timed = await timedPage();
      await timed.goTo(`${much.url}/ui${address}`);
      times.push(await timed.during(() => work(timed.page)));
    }
    const { longestTaskMs, interactiveMs } = middle(times);
    measured.push({
      measure: `${name}, longest task`,
      value: longestTaskMs,
      unit: "ms",
      against: `at rest after ${Math.round(interactiveMs)} ms`,
      target: frozenMs,
      better: "lower",
    });
  }
  return measured;
}

async function timeOf(url: string, rounds: number): Promise<Measured> {
  const times: PageTime[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await using timed = await timedPage();
    times.push(await timed.goTo(url));
  }
  return middle(times);
}

function middle(times: readonly PageTime[]): Measured {
  return {
    interactiveMs: median(times.map((one) => one.interactiveMs)),
    longestTaskMs: median(times.map((one) => one.longestTaskMs)),
    blockedMs: median(times.map((one) => one.blockedMs)),
  };
}

async function makeProject(directory: string, size: StoreSize): Promise<void> {
  await mkdir(directory);
  await makeLivedStore(directory, size);
}

interface Served extends AsyncDisposable {
  readonly url: string;
}

async function serveProject(directory: string): Promise<Served> {
  const { child, line } = await startServing(directory, { args: ["--no-monitor"] });
  return {
    url: line.url,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}

/** The least that a page can be. */
async function serveSentence(): Promise<Served> {
  const server = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<!doctype html><title>Bare</title><h1>All is well.</h1>");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, [Symbol.asyncDispose]: async () => void server.close() };
}
