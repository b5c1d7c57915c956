/** The pages and what they ask, behind a socket, without a served model: routes that want one say that none is ready. */
import type { AddressInfo } from "node:net";
import { ModelHost } from "../stages/7-serve/live.ts";
import { type GuardOptions, openGuard } from "./guard.ts";
import { defaultLimits } from "./limits.ts";
import { listenFailure } from "./listen-failure.ts";
import { createMetrics } from "./metrics.ts";
import type { OpenProject } from "./project.ts";
import { serverUrl } from "./server-url.ts";
import { stderrLogger } from "./stderr-logger.ts";

export interface PagesOptions extends GuardOptions {
  /** Null where there is none: then only the learn page has something to show. */
  readonly project: OpenProject | null;
  /** 0 is any free port. */
  readonly port: number;
}

export interface RunningPages {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Serves the pages; resolves when they are answered. */
export async function startPages({ project, port, ...options }: PagesOptions): Promise<RunningPages> {
  const logger = stderrLogger();
  const guard = await openGuard(options, logger);
  const { address, stop: _, ...admission } = guard;
  const host: ModelHost = new ModelHost({});
  const metrics = createMetrics(() => host);
  const { createApp } = await import("./app.ts");
  const app = createApp({ host, live: null, metrics, limits: defaultLimits, project, ...admission, logger });
  const stop = async () => {
    await app.close();
    await host.close();
    await guard.stop();
  };
  try {
    await app.listen({ host: address, port }).catch(listenFailure(address, port));
  } catch (cause) {
    await stop();
    throw cause;
  }
  const { port: bound } = app.server.address() as AddressInfo;
  return { url: serverUrl(guard, bound), port: bound, stop };
}
