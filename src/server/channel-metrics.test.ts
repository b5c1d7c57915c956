import { expect, test } from "vitest";
import type { ChannelState } from "../io/store/index.ts";
import { ModelHost } from "../stages/7-serve/live.ts";
import { watchChannels } from "./channel-metrics.ts";
import { createMetrics } from "./metrics.ts";

const state: ChannelState = {
  channel: "ops",
  state: "failing",
  failingSince: 1,
  failures: 2,
  answer: "500",
  triedAt: 3,
  nextAt: 4,
  deliveredAt: null,
  delivered: 7,
  waiting: 5,
  waitingSince: 1,
};

test("watchChannels() tells how each channel fares now, and nothing while the store is away", async () => {
  const host = new ModelHost({ onBatch: () => undefined });
  const metrics = createMetrics(() => host);
  let read = async (): Promise<readonly ChannelState[]> => [
    state,
    { ...state, channel: "team", state: "ok" },
  ];
  watchChannels(metrics, () => read());
  expect(await metrics.read()).toContain('airworthy_notification_channel_failing{channel="ops"} 1\n');
  const all = await metrics.read();
  expect(all).toContain('airworthy_notification_channel_failing{channel="team"} 0\n');
  expect(all).toContain('airworthy_notification_waiting{channel="ops"} 5\n');
  expect(all).toContain('airworthy_notification_delivered{channel="ops"} 7\n');
  read = () => Promise.reject(new Error("the store is away"));
  const away = await metrics.read();
  expect(away).not.toContain('channel="ops"');
  expect(away).toContain("airworthy_inference_queue_depth");
  await host.close();
});
