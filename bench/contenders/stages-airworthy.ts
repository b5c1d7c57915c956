/** Stages 1–3 as a run does them. Started by bench/stages.ts as: node stages-airworthy.ts <events.parquet> <directory> */
import { boolean, category, integer, text, timestamp } from "../../src/core/column.ts";
import { parquet, pipeline } from "../../src/core/definition/index.ts";
import { openEngine } from "../../src/io/engine.ts";
import { collect, fingerprint } from "../../src/stages/1-collect/index.ts";
import { clean } from "../../src/stages/2-clean/index.ts";
import { buildFeatures } from "../../src/stages/3-features/index.ts";
import { reading } from "./reading.ts";

const [events = "", directory = ""] = process.argv.slice(2);

const definition = pipeline({
  name: "bench",
  events: {
    source: parquet(events),
    id: "event_id",
    entity: "user_id",
    time: "ts",
    label: "bought",
    columns: {
      event_id: text(),
      user_id: text(),
      ts: timestamp(),
      device: category(),
      impressions: integer(),
      clicks: integer(),
      bought: boolean(),
    },
  },
  clean: ({ clicks }) => [clicks.isMissing().drop()],
  features: ({ clicks, impressions, user }) => ({
    click_rate: user.sum(clicks).over("30d").dividedBy(user.sum(impressions).over("30d")),
    time_since_last_click: user.timeSinceLast(clicks.gt(0)),
  }),
});

const started = performance.now();
const cpu = process.cpuUsage();
using engine = await openEngine();
const { signal } = new AbortController();
const context = { engine, emit: () => {}, now: Date.now, signal };
await fingerprint({ definition, projectDirectory: directory }, context);
const { rejectedRows } = await collect({ definition, projectDirectory: directory, directory }, context);
const collected = performance.now();
await clean(
  { definition, raw: `${directory}/raw.parquet`, alreadyRejected: rejectedRows, directory },
  context,
);
const cleaned = performance.now();
await buildFeatures({ definition, clean: `${directory}/clean.parquet`, directory }, context);
const parts = [collected - started, cleaned - collected, performance.now() - cleaned].map(Math.round);
console.log(JSON.stringify({ ...reading(started, cpu), parts }));
