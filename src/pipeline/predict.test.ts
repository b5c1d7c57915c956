import { expect, test } from "vitest";
import { withEngine } from "./predict.ts";

test("withEngine() ends as CANCELLED when a query is interrupted by the signal", async () => {
  const stop = new AbortController();
  const hours = "SELECT sum(a.range * b.range) FROM range(10_000_000) a, range(10_000_000) b";
  const stopped = withEngine({ signal: stop.signal }, async ({ engine }) => {
    const query = engine.all(hours);
    setTimeout(() => stop.abort(), 50);
    return await query;
  });
  await expect(stopped).rejects.toMatchObject({ code: "CANCELLED" });
});

test("withEngine() tells what failed by itself as it is", async () => {
  const failed = withEngine({}, ({ engine }) => engine.all("SELECT nothing FROM nowhere"));
  await expect(failed).rejects.toMatchObject({ code: "ENGINE_FAILED" });
});
