import { useNavigate, useSearch } from "@tanstack/react-router";
import type { LearnSearch } from "./learn-search.ts";

/** What the address says, and a way to change it; undefined takes a choice away. */
export function useLearnSearch(): readonly [
  LearnSearch,
  (change: { readonly [K in keyof LearnSearch]?: LearnSearch[K] | undefined }) => void,
] {
  const search = useSearch({ from: "/learn" });
  const navigate = useNavigate({ from: "/learn" });
  return [
    search,
    (change) =>
      void navigate({
        to: ".",
        search: (before) => {
          const after = Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined);
          return Object.fromEntries(after) as LearnSearch;
        },
        resetScroll: false,
      }),
  ];
}
