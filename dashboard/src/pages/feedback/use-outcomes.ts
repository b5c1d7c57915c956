import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useSyncExternalStore } from "react";
import type { LabelAct, LabelActs } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { type Job, labelOutbox, type Saying } from "./label-outbox.ts";

const question = { query: { limit: 500 } } as const;

/** What became of an item: an act that the log has, or one that is on its way. */
export interface Outcome extends Pick<LabelAct, "kind" | "label"> {
  readonly who: string | null;
  readonly isOnItsWay: boolean;
  /** Why the server did not take it; null where it did, or may. */
  readonly refused: Job | null;
}

export interface Outcomes {
  /** Of an item, undefined while nobody did anything about it. */
  readonly of: (predictionId: string) => Outcome | undefined;
  readonly acts: readonly LabelAct[];
  readonly jobs: readonly Job[];
  readonly say: (saying: Saying) => void;
  /** Takes back what was last said of it in this window. */
  readonly undo: (predictionId: string) => void;
  /** Sends again what the server did not take. */
  readonly again: (job: Job) => void;
}

/** What people did since `from` (epoch milliseconds) about what is labelled, and a way to do more. */
export function useOutcomes(from: number): Outcomes {
  const client = useQueryClient();
  const { data } = useAsk("GET /api/feedback/acts", question, { everyMs: 10_000 });
  const jobs = useSyncExternalStore(labelOutbox.subscribe, labelOutbox.jobs);
  const acts = data?.acts ?? noActs;
  const known = useMemo(() => outcomesOf(acts, jobs, from), [acts, jobs, from]);
  const onAct = useCallback(
    (act: LabelAct) => {
      client.setQueryData<LabelActs>(["GET /api/feedback/acts", question], (before) => ({
        acts: [act, ...(before?.acts ?? []).filter(({ id }) => id !== act.id)],
      }));
    },
    [client],
  );
  return {
    of: (id) => known.get(id),
    acts,
    jobs,
    say: (saying) => labelOutbox.say(saying, onAct),
    undo(predictionId) {
      const refused = known.get(predictionId)?.refused ?? null;
      if (refused === null) labelOutbox.say({ predictionId, kind: "undone", label: null, note: "" }, onAct);
      else labelOutbox.drop(refused);
    },
    again: ({ id }) => labelOutbox.again(id, onAct),
  };
}

const noActs: readonly LabelAct[] = [];

function outcomesOf(
  acts: readonly LabelAct[],
  jobs: readonly Job[],
  from: number,
): ReadonlyMap<string, Outcome> {
  const known = new Map<string, Outcome>();
  const settled = { isOnItsWay: false, refused: null };
  for (const { predictionId, kind, label, who, at, undone } of acts)
    if (undone === null && at >= from && !known.has(predictionId))
      known.set(predictionId, { kind, label, who, ...settled });
  for (const job of jobs) {
    const { predictionId, kind, label, refused } = job;
    if (kind === "undone" && refused === null) known.delete(predictionId);
    else if (kind !== "undone")
      known.set(predictionId, {
        ...{ kind, label, who: null, isOnItsWay: refused === null },
        refused: refused === null ? null : job,
      });
  }
  return known;
}
