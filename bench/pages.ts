/**
 * The dashboard with much: 100,000 predictions to search, 1,000 versions, 200 features, 90 days of profiles. Beside it,
 * in the same browser and by the same code, a small project, and a page that holds nothing but a sentence. Each part can be
 * run by itself: `npm run bench -- pages/overview`, or all of them: `npm run bench -- pages`.
 */
import { closeBrowser } from "../test/dashboard/browser.ts";
import type { Benchmark, Measurement } from "./benchmark.ts";
import { comePage } from "./dashboard/come-page.ts";
import { keptStore } from "./dashboard/kept-store.ts";
import type { StoreSize } from "./dashboard/lived-store.ts";
import { timeRoutes } from "./dashboard/route-times.ts";
import { serveProject, serveSentence } from "./dashboard/serve-project.ts";
import { workPage } from "./dashboard/work-page.ts";
import { works } from "./dashboard/works.ts";

const large: StoreSize = { predictions: 100_000, versions: 1_000, features: 200, days: 90 };
const small: StoreSize = { predictions: 1_000, versions: 3, features: 5, days: 1 };

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

export const pagesBenchmarks: readonly Benchmark[] = [
  part("store", async ({ madeMs }) => [made(madeMs)]),
  ...addresses.map(([name, address]) =>
    part(name, async ({ much, little, rounds }) => {
      await using bare = await serveSentence();
      const [url, littleUrl] = [`${much}/ui${address}`, `${little}/ui${address}`];
      return await comePage({ name, url, littleUrl, bareUrl: bare.url, rounds });
    }),
  ),
  ...works.map((work) => part(work.part, ({ much, rounds }) => workPage({ ...work, url: much, rounds }))),
  part("routes", ({ much, little, rounds }) =>
    timeRoutes({ large: much, small: little, rounds: 3 * rounds }),
  ),
];

interface Served {
  /** Addresses of servers: with the large store and the small one. */
  readonly much: string;
  readonly little: string;
  /** How long making the large one took. */
  readonly madeMs: number;
  readonly rounds: number;
}

function part(name: string, measure: (served: Served) => Promise<Measurement[]>): Benchmark {
  return {
    name: `pages/${name}`,
    async run({ quick }) {
      await using kept = await keptStore(large);
      await using keptLittle = await keptStore(small);
      await using much = await serveProject(kept.directory);
      await using little = await serveProject(keptLittle.directory);
      try {
        return await measure({
          much: much.url,
          little: little.url,
          madeMs: kept.madeMs,
          rounds: quick ? 1 : 3,
        });
      } finally {
        await closeBrowser();
      }
    },
  };
}

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
