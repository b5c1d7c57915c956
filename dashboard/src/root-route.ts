import { createRootRoute, retainSearchParams } from "@tanstack/react-router";
import { NotFound } from "./parts/shell/not-found.tsx";
import { Shell } from "./parts/shell/shell.tsx";
import { type RangeSearch, readRange } from "./parts/time-range.ts";

/** Every page stands in the shell; the span of time goes along from page to page. */
export const rootRoute = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  validateSearch: (search: Readonly<Record<string, unknown>>): RangeSearch => readRange(search),
  search: { middlewares: [retainSearchParams(["last", "from", "to"])] },
});
