/**
 * The champion of examples/clicks (which `npm run demo` makes) behind /predict, with its event log in the file that is
 * named. Prints its port. With "counted" before the name of the file, its answers are counted for monitors.
 */
import { fileURLToPath } from "node:url";
import { openEventLog } from "../../src/io/event-log/index.ts";
import { loadConfig } from "../../src/io/load-config.ts";
import { CountedKeeper } from "../../src/io/store/counted-keeper.ts";
import { openStore, requireVersion } from "../../src/io/store/index.ts";
import { workspaceOf } from "../../src/io/workspace.ts";
import { startServer } from "../../src/server/index.ts";
import { serverLog } from "./server-log.ts";
import { tellCost } from "./tell-cost.ts";

const [, counted, location = ""] = /^(counted )?(.*)$/s.exec(process.argv[2] ?? "") ?? [];
const keeper = new CountedKeeper(location);
const path = fileURLToPath(new URL("../../examples/clicks/airworthy.config.ts", import.meta.url));
const { definition, projectDirectory } = await loadConfig({ path });
const workspace = workspaceOf(projectDirectory);
const store = await openStore(workspace.storePath);
const server = await startServer({
  port: 0,
  pool: { workers: 1 },
  logger: serverLog(),
  live: { log: await openEventLog(location) },
  ...(counted === undefined ? {} : { keepCounts: (minutes) => keeper.keep(minutes) }),
  async champion() {
    const { version } = await requireVersion(store, definition.name, "champion");
    return { version, directory: workspace.versionDirectory(definition.name, version) };
  },
});
tellCost(server.port);
