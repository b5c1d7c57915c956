import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import type { LabelQueue, QueueItem } from "../../api/schema.gen.ts";
import { mayUse, useSession } from "../../parts/session/use-session.ts";
import { labelOutbox } from "./label-outbox.ts";
import { type Label, labelText } from "./label-words.ts";
import { type Outcomes, useOutcomes } from "./use-outcomes.ts";

export interface Labelling {
  readonly item: QueueItem;
  readonly outcomes: Outcomes;
  /** Whether the model's answer may be seen: somebody asked, or has labelled. */
  readonly isRevealed: boolean;
  /** Whether a label settles what sources differ on. */
  readonly settles: boolean;
  /** What was just done, for who cannot see it. */
  readonly said: string;
  readonly counts: { readonly labelled: number; readonly skipped: number };
  /** Null where nothing was done in this window that can be undone. */
  readonly undo: (() => void) | null;
  label(label: Label): void;
  skip(): void;
  reveal(): void;
  open(predictionId: string): void;
  /** Opens the item so many places further. */
  move(by: number): void;
}

const seenNote = "The model's answer was shown.";
const fromQueue = "Settled from the queue.";

/** The batch being worked through: which item, what became of each, and what can be done. */
export function useLabelling({ items, to }: LabelQueue, first: QueueItem): Labelling {
  const { item: wanted } = useSearch({ from: "/feedback" });
  const navigate = useNavigate({ from: "/feedback" });
  const outcomes = useOutcomes(to - 1);
  const { data: session } = useSession();
  const [revealed, setRevealed] = useState<ReadonlySet<string>>(new Set());
  const [said, setSaid] = useState("");
  const isOpen = ({ predictionId }: QueueItem) => outcomes.of(predictionId) === undefined;
  const item = items.find(({ predictionId }) => predictionId === wanted) ?? items.find(isOpen) ?? first;
  const at = items.indexOf(item);
  const { predictionId } = item;
  const open = (id: string) =>
    void navigate({ to: ".", search: (before) => ({ ...before, item: id }), replace: true });
  const settles = item.isDisputed && mayUse(session, "admin");
  const goOn = (words: string) => {
    const rest = [...items.slice(at + 1), ...items.slice(0, at)].filter(isOpen);
    setSaid(`${words} ${rest.length === 0 ? "All are done." : `${rest.length} to go.`}`);
    open((rest[0] ?? item).predictionId);
  };
  const last = labelOutbox.order().findLast((id) => items.some((own) => own.predictionId === id));
  const ends = items.map((own) => outcomes.of(own.predictionId)?.kind);
  return {
    item,
    outcomes,
    isRevealed: revealed.has(predictionId) || !isOpen(item),
    settles,
    said,
    counts: {
      labelled: ends.filter((kind) => kind !== undefined && kind !== "skipped").length,
      skipped: ends.filter((kind) => kind === "skipped").length,
    },
    undo:
      last === undefined
        ? null
        : () => {
            outcomes.undo(last);
            setSaid("Taken back.");
            open(last);
          },
    label(label) {
      const seen = revealed.has(predictionId) ? seenNote : "";
      const note = settles ? `${fromQueue} ${seen}`.trim() : seen;
      outcomes.say({ predictionId, label, kind: settles ? "settled" : "labelled", note });
      goOn(`Labelled ${labelText(label)}.`);
    },
    skip() {
      outcomes.say({ predictionId, kind: "skipped", label: null, note: "" });
      goOn("Skipped.");
    },
    reveal: () => setRevealed(new Set([...revealed, predictionId])),
    open,
    move: (by) => open((items[Math.min(items.length - 1, Math.max(0, at + by))] ?? item).predictionId),
  };
}
