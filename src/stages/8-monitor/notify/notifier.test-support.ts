/** A process of its own that sends what the outbox at argv[2] holds to argv[3], until it is killed. */

import { type HttpAddress, webhook } from "../../../core/definition/index.ts";
import { resolveNotify } from "../../../core/definition/notify.ts";
import { openStore } from "../../../io/store/index.ts";
import { startNotifier } from "./notifier.ts";

const [, , place = "", url = ""] = process.argv;
const store = await openStore(place);
await startNotifier({
  store,
  model: "m",
  notify: resolveNotify({
    channels: { ops: webhook({ url: url as HttpAddress, secret: "env:S" }) },
    groupWait: "0s",
    groupInterval: "0s",
  }),
  surroundings: { environment: { S: "x".repeat(24) }, now: Date.now, directory: "." },
  everyMs: 5,
  // With the time limit: how long after a kill another may send.
  marginMs: -9_800,
});
