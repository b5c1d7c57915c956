import type { Route } from "../../src/server/route.ts";
import { apiRoutes } from "../../src/server/routes/api/index.ts";
import { routes } from "../../src/server/routes/index.ts";

/** Those of applications and those of pages. */
export const allRoutes: readonly Route[] = [...routes, ...apiRoutes];
