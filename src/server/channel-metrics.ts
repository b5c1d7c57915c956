/** What Prometheus reads of the channels that tell people of alerts: who is told that nobody can be told. */
import { Gauge } from "prom-client";
import type { ChannelState } from "../io/store/index.ts";
import type { Metrics } from "./metrics.ts";

export type ReadChannels = () => Promise<readonly ChannelState[]>;

/** Gauges that read the channels when they are asked; of several processes that read the same store, one speaks. */
export function watchChannels({ registers }: Metrics, read: ReadChannels): void {
  const gauge = (name: string, help: string, figure: (state: ChannelState) => number) =>
    new Gauge({
      name: `airworthy_notification_${name}`,
      help,
      labelNames: ["channel"],
      aggregator: "max",
      registers,
      async collect() {
        this.reset();
        // A store that is away is told elsewhere; the other metrics are to be had all the same.
        const states = await read().catch(() => []);
        for (const state of states) this.set({ channel: state.channel }, figure(state));
      },
    });
  gauge("channel_failing", "1 where the last attempt to deliver to the channel failed.", ({ state }) =>
    Number(state === "failing"),
  );
  gauge("waiting", "Notices that the channel was not told yet, silenced ones too.", ({ waiting }) => waiting);
  gauge("delivered", "Messages that the channel has taken, in all.", ({ delivered }) => delivered);
}
