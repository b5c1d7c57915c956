import { expect, test } from "vitest";
import { type BatchResult, Scheduler, type SchedulerOptions } from "./scheduler.ts";

/** A scheduler whose batches end when the test says so. */
function controlled(options: Partial<SchedulerOptions<string, string>> = {}) {
  const batches: { readonly jobs: readonly string[]; readonly end: (computeMs?: number) => void }[] = [];
  const scheduler = new Scheduler<string, string>({
    execute: (jobs) =>
      new Promise<BatchResult<string>>((resolve) => {
        const results = jobs.map((job) => ({ status: "fulfilled", value: `${job}!` }) as const);
        batches.push({ jobs, end: (computeMs = 1) => resolve({ results, computeMs }) });
      }),
    workers: 1,
    slots: 1,
    maxBatchRows: 4,
    maxDelayMs: 0,
    maxQueueRows: 1_000,
    ...options,
  });
  return { scheduler, batches };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("submit() runs at the end of the turn, and what waits meanwhile together, in its order", async () => {
  const { scheduler, batches } = controlled();
  const first = ["a0", "a1"].map((job) => scheduler.submit(job, 1));
  expect(batches).toEqual([]);
  await turn();
  expect(batches.map(({ jobs }) => jobs)).toEqual([["a0", "a1"]]);
  const answers = [...first, ...["b", "c"].map((job) => scheduler.submit(job, 1))];
  await turn();
  expect(batches).toHaveLength(1);
  batches[0]?.end();
  await turn();
  expect(batches[1]?.jobs).toEqual(["b", "c"]);
  batches[1]?.end(7);
  const done = await Promise.all(answers);
  expect(done.map(({ result, batchRows }) => [result, batchRows])).toEqual([
    ["a0!", 2],
    ["a1!", 2],
    ["b!", 2],
    ["c!", 2],
  ]);
  expect(done[2]?.computeMs).toBe(7);
});

test("submit() fills no batch beyond its rows, lets nobody overtake, and runs a greater job alone", async () => {
  const { scheduler, batches } = controlled();
  const sizes = { first: 1, three: 3, two: 2, nine: 9, one: 1 };
  const answers: Promise<unknown>[] = [];
  for (const [job, rows] of Object.entries(sizes)) {
    answers.push(scheduler.submit(job, rows));
    if (job === "first") await turn();
  }
  for (let at = 0; at < 5; at++) {
    batches[at]?.end();
    await turn();
  }
  await Promise.all(answers);
  expect(batches.map(({ jobs }) => jobs)).toEqual([["first"], ["three"], ["two"], ["nine"], ["one"]]);
});

test("submit() waits for company only as long as it is told to", async () => {
  const { scheduler, batches } = controlled({ maxDelayMs: 30 });
  void scheduler.submit("a", 1);
  await turn();
  expect(batches).toEqual([]);
  void scheduler.submit("b", 3);
  await turn();
  expect(batches.map(({ jobs }) => jobs)).toEqual([["a", "b"]]);
  batches[0]?.end();
  await turn();
  const alone = scheduler.submit("c", 1);
  await expect.poll(() => batches.length).toBe(2);
  batches[1]?.end();
  expect((await alone).queueMs).toBeGreaterThan(20);
});

test("submit() refuses what would be late before it waits, and takes it where it has the time", async () => {
  const { scheduler, batches } = controlled();
  for (let n = 1; n <= 4; n++) scheduler.estimate.record(n, 100 + 10 * n);
  const running = scheduler.submit("running", 4);
  await turn();
  await expect(scheduler.submit("late", 1, { timeoutMs: 200 })).rejects.toMatchObject({
    code: "OVERLOADED",
    details: { retryAfterMs: expect.closeTo(50, -1.5) },
  });
  const taken = scheduler.submit("in time", 1, { timeoutMs: 400 });
  batches[0]?.end();
  await turn();
  batches[1]?.end();
  expect((await Promise.all([running, taken])).map(({ result }) => result)).toEqual(["running!", "in time!"]);
});

test("submit() tries where nothing waits, whatever it expects, so that a wrong estimate mends itself", async () => {
  const { scheduler, batches } = controlled();
  scheduler.estimate.record(1, 1e6);
  const answer = scheduler.submit("a", 1, { timeoutMs: 1_000 });
  await turn();
  batches[0]?.end();
  expect((await answer).result).toBe("a!");
});

test("submit() refuses rows beyond the queue's bound", async () => {
  const { scheduler } = controlled({ maxQueueRows: 3 });
  void scheduler.submit("running", 1);
  await turn();
  void scheduler.submit("waiting", 3);
  await expect(scheduler.submit("too many", 1)).rejects.toMatchObject({ code: "OVERLOADED" });
});

test("submit() gives up at the deadline and for a client that went, and frees their place", async () => {
  const { scheduler, batches } = controlled();
  const running = scheduler.submit("running", 1);
  await turn();
  const late = scheduler.submit("late", 1, { timeoutMs: 10 });
  const gone = new AbortController();
  const abandoned = scheduler.submit("abandoned", 1, { signal: gone.signal });
  const next = scheduler.submit("next", 1);
  expect(scheduler.queuedRows).toBe(3);
  gone.abort();
  await expect(abandoned).rejects.toMatchObject({ code: "CANCELLED" });
  await expect(late).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
  expect(scheduler.queuedRows).toBe(1);
  batches[0]?.end();
  await running;
  expect(batches[1]?.jobs).toEqual(["next"]);
  batches[1]?.end();
  await next;
  await scheduler.idle();
  await expect(scheduler.submit("too late", 1, { signal: gone.signal })).rejects.toMatchObject({
    code: "CANCELLED",
  });
});

test("submit() fails every job of a batch that failed as a whole, and goes on", async () => {
  let broken = true;
  const scheduler = new Scheduler<string, string>({
    async execute(jobs) {
      if (broken) throw new Error("lost");
      return { results: jobs.map((value) => ({ status: "fulfilled", value })), computeMs: 1 };
    },
    workers: 1,
    slots: 1,
    maxBatchRows: 4,
    maxDelayMs: 0,
    maxQueueRows: 10,
  });
  await expect(scheduler.submit("a", 1)).rejects.toThrow("lost");
  broken = false;
  expect((await scheduler.submit("b", 1)).result).toBe("b");
});
