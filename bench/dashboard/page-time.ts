/**
 * How a page comes up in a real browser. It is interactive once nothing that it asked is on its way, no part of it waits,
 * and for half a second neither its document has changed nor a task has taken 50 ms; the moment is when that half second
 * began. How long tasks took is read from the browser's own trace.
 */
import type { Page, Request } from "playwright-core";
import { browser, desktop } from "../../test/dashboard/browser.ts";

export interface PageTime {
  /** Milliseconds from the beginning of the navigation, or of the work. */
  readonly interactiveMs: number;
  readonly longestTaskMs: number;
  /** Sum of what tasks took beyond 50 ms each. */
  readonly blockedMs: number;
}

/** A task that takes longer is felt. */
export const frozenMs = 50;
const quietMs = 500;

export interface TimedPage extends AsyncDisposable {
  readonly page: Page;
  /** Goes to `url`, as one who was never there. */
  goTo(url: string): Promise<PageTime>;
  /** Does `work` on the page as it is now. */
  during(work: () => Promise<unknown>): Promise<PageTime>;
}

/** A page of a browser that keeps nothing. */
export async function timedPage(): Promise<TimedPage> {
  const started = await browser();
  const context = await started.newContext({ viewport: desktop, reducedMotion: "reduce", locale: "en-GB" });
  const page = await context.newPage();
  await page.addInitScript(watchChanges);
  let pending = 0;
  const hasEnd = (request: Request) => request.resourceType() !== "eventsource";
  page.on("request", (request) => {
    if (hasEnd(request)) pending += 1;
  });
  for (const end of ["requestfinished", "requestfailed"] as const)
    page.on(end as "requestfinished", (request) => {
      if (hasEnd(request)) pending -= 1;
    });
  const timed = async (beganMs: () => Promise<number>, work: () => Promise<unknown>): Promise<PageTime> => {
    await started.startTracing(page, { categories: ["toplevel", "blink.user_timing"] });
    const began = await beganMs();
    await work();
    const endMs = await quiet(page, () => pending > 0);
    const trace = JSON.parse((await started.stopTracing()).toString("utf8")) as Trace;
    const tasks = tasksOf(trace, { from: began, to: endMs });
    return {
      interactiveMs: endMs - began,
      longestTaskMs: Math.max(0, ...tasks),
      blockedMs: tasks.reduce((sum, ms) => sum + Math.max(0, ms - frozenMs), 0),
    };
  };
  return {
    page,
    goTo: (url) =>
      timed(
        async () => 0,
        () => page.goto(url),
      ),
    during: (work) => timed(() => page.evaluate<number>(markNow), work),
    [Symbol.asyncDispose]: () => context.close(),
  };
}

/** In the page: when it was changed last, on the clock that begins with the navigation. */
const watchChanges = `(() => {
  performance.mark("aw-clock");
  globalThis.awChangedMs = 0;
  const note = () => { globalThis.awChangedMs = performance.now(); };
  new MutationObserver(note).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  new PerformanceObserver(note).observe({ type: "longtask" });
})()`;

const markNow = `(performance.mark("aw-clock"), performance.now())`;

const state = `({
  isBusy: document.querySelector("[aria-busy=true]") !== null,
  changedMs: globalThis.awChangedMs,
  nowMs: performance.now(),
})`;

interface PageState {
  readonly isBusy: boolean;
  readonly changedMs: number;
  readonly nowMs: number;
}

/** Waits until the page rests; since when it has. */
async function quiet(page: Page, isPending: () => boolean): Promise<number> {
  for (;;) {
    const { isBusy, changedMs, nowMs } = await page.evaluate<PageState>(state);
    if (!isBusy && !isPending() && nowMs - changedMs > quietMs) return changedMs;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  readonly args: { readonly data?: { readonly startTime?: number } };
}

interface Trace {
  readonly traceEvents: readonly TraceEvent[];
}

/** How long each task of the page's main thread took that ended after `from` and began before `to`, milliseconds of its clock. */
function tasksOf(
  { traceEvents }: Trace,
  { from, to }: { readonly from: number; readonly to: number },
): number[] {
  const clock = traceEvents.findLast(({ name }) => name === "aw-clock");
  const markedMs = clock?.args.data?.startTime;
  if (clock === undefined || markedMs === undefined)
    throw new Error("The trace does not hold the page's clock");
  const originUs = clock.ts - markedMs * 1_000;
  const tasks = traceEvents.filter(
    ({ name, pid, tid }) => taskNames.has(name) && pid === clock.pid && tid === clock.tid,
  );
  if (tasks.length === 0) throw new Error("The trace holds no task of the page's main thread");
  return tasks.flatMap(({ ts, dur = 0 }) => {
    const beganMs = (ts - originUs) / 1_000;
    return beganMs + dur / 1_000 >= from && beganMs <= to ? [dur / 1_000] : [];
  });
}

const taskNames = new Set(["RunTask", "ThreadControllerImpl::RunTask"]);
