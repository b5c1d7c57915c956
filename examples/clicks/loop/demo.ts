/** `npm run demo:loop`: the clicks example through six simulated weeks; exit 2 where a station did not happen. */
import { rm, writeFile } from "node:fs/promises";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { exitCodes } from "../../../src/cli/command.ts";
import { progressLine } from "../../../src/cli/progress-line.ts";
import { wrap } from "../../../src/cli/render/style.ts";
import { reportError } from "../../../src/cli/report-error.ts";
import { loadConfig } from "../../../src/io/load-config.ts";
import { endMs, liveMs } from "./calendar.ts";
import type { LoopEvent } from "./diary.ts";
import { momentOf } from "./moments.ts";
import { renderPage } from "./page/html-page.ts";
import { sayTime } from "./say-time.ts";
import { sixWeeks } from "./six-weeks.ts";
import { stationsOf } from "./stations.ts";
import { renderText } from "./text-report.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const named = (path: string) => relative(process.cwd(), path);

async function demo(): Promise<void> {
  const directory = here("project/");
  await rm(directory, { recursive: true, force: true });
  const { definition, path } = await loadConfig({ path: here("airworthy.config.ts") });
  console.log(`${named(path)}: six weeks of a shop, in simulated time\n`);
  const diary = await live();
  const stations = stationsOf(diary);
  const page = here("project/report.html");
  await writeFile(page, renderPage(diary, stations));
  console.log(`\n${renderText(diary, stations)}`);
  console.log(`The same with charts: ${named(page)}`);
  if (stations.some(({ evidence }) => evidence === null)) process.exitCode = exitCodes.gateFailed;

  async function live() {
    using line = progressLine();
    return await sixWeeks({ definition, directory, onEvent: (event) => tell(event, line) });
  }
}

const indent = " ".repeat(20);

/** What happened on a line that stays, and how far it is on one that does not. */
function tell(event: LoopEvent, line: ReturnType<typeof progressLine>): void {
  const moment = momentOf(event);
  if (moment !== null) {
    line.show("");
    const [first = "", ...rest] = wrap(moment.title, 80 - indent.length);
    console.log([`  ${sayTime(event.at)}  ${first}`, ...rest.map((more) => `${indent}${more}`)].join("\n"));
  }
  const done = Math.round((100 * (event.at - liveMs)) / (endMs - liveMs));
  line.show(`  ${sayTime(event.at)}  ${done}%`);
}

try {
  await demo();
} catch (cause) {
  process.exitCode = reportError(cause, { json: false, print: () => {} });
}
