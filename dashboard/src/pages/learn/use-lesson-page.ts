import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { ask, Refusal } from "../../api/ask.ts";
import type { LessonPage } from "../../api/schema.gen.ts";
import { newestRun } from "../../parts/run/run-search.ts";
import { useSession } from "../../parts/session/use-session.ts";
import type { LearnSearch } from "./learn-search.ts";

/** The lessons of the run that is meant; where the project has none yet, those of the example. */
export function useLessonPage({ run, whose }: LearnSearch): UseQueryResult<LessonPage> {
  const { data: session } = useSession();
  const hasOwn = run !== undefined || session?.project?.hasRun === true;
  return useQuery({
    queryKey: ["lessons", run, whose, hasOwn],
    staleTime: 60_000,
    async queryFn({ signal }) {
      const example = () => ask("GET /api/lessons/example", {}, { signal });
      if (whose === "example" || !hasOwn) return await example();
      try {
        return await ask("GET /api/runs/{run}/lessons", { path: { run: run ?? newestRun } }, { signal });
      } catch (cause) {
        if (run === undefined && cause instanceof Refusal && cause.status === 404) return await example();
        throw cause;
      }
    },
  });
}
