import { useNavigate } from "@tanstack/react-router";
import type { DataSearch } from "./data-search.ts";

/** Changes what the data page looks at; undefined takes a choice away. */
export function useDataSearch(): (change: { readonly [K in keyof DataSearch]?: string | undefined }) => void {
  const navigate = useNavigate({ from: "/data" });
  return (change) =>
    void navigate({
      to: ".",
      search: (before) => {
        const after = Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined);
        return Object.fromEntries(after) as DataSearch;
      },
      resetScroll: false,
    });
}
