/** A source takes back what it said of a prediction or an event, by hand; what it had said stays in the history. */
import { AirworthyError } from "../core/error.ts";
import { isWithdrawn, withdrawnLabel } from "../core/withdrawn-label.ts";
import type { EventLog } from "../io/event-log/index.ts";
import { listLabelActs, recordUndone, type SourceWord, type Store, wordOfEach } from "../io/store/index.ts";
import { sourceOfAct } from "./label-acts.ts";

export interface WithdrawInput {
  /** The store with the log. */
  readonly log: Store;
  readonly appender: EventLog;
  /** Of the prediction, or of its event. */
  readonly id: string;
  /** "" is the one without a name; the only one that says something unless told. */
  readonly source?: string | undefined;
  readonly who: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface WithdrawnWord {
  readonly id: string;
  readonly source: string;
  /** What it had said. */
  readonly label: boolean | number | string;
}

/**
 * From now on the source says nothing of it. What a person did on the dashboard is marked as taken back by `who`. NOT_FOUND
 * where the source says nothing; OPTION_INVALID where several say something and none was named.
 */
export async function withdrawLabel(input: WithdrawInput): Promise<WithdrawnWord> {
  const { log, appender, id, now } = input;
  const words = (await wordOfEach(log, id)).filter(({ label }) => !isWithdrawn(label));
  const word = chosenWord(words, input);
  const { source, predictionId, eventId, label } = word;
  const entry = { kind: "feedback", predictionId, eventId, source, label: withdrawnLabel } as const;
  const appended = await appender.append([entry], { seen: Number.MAX_SAFE_INTEGER, now });
  if (appended.status !== "appended") throw new Error(`feedback alone cannot be ${appended.status}`);
  await markUndone(word, input);
  return { id, source, label: JSON.parse(label) as WithdrawnWord["label"] };
}

function chosenWord(words: readonly SourceWord[], { id, source }: WithdrawInput): SourceWord {
  const [only, ...others] = source === undefined ? words : words.filter((word) => word.source === source);
  const who = words.map((word) => nameOf(word.source)).join(", ");
  if (only === undefined) {
    const holders = words.length === 0 ? "" : ` Something is said by ${who}.`;
    const nobody =
      source === undefined ? "No source says anything" : `The source ${nameOf(source)} says nothing`;
    throw new AirworthyError("NOT_FOUND", `${nobody} of '${id.slice(0, 80)}'.${holders}`);
  }
  if (others.length > 0)
    throw new AirworthyError(
      "OPTION_INVALID",
      `Say whose label is taken back with --source: of '${id.slice(0, 80)}' something is said by ${who}.`,
    );
  return only;
}

/** A source as messages call it. */
export function nameOf(source: string): string {
  return source === "" ? '"" (unnamed)' : `'${source}'`;
}

/** Acts of people by which the source said it. */
async function markUndone(word: SourceWord, { log, id, who, now }: WithdrawInput): Promise<void> {
  for (const about of new Set([id, word.predictionId ?? id, word.eventId ?? id])) {
    const acts = await listLabelActs(log, { limit: 50, predictionId: about });
    for (const act of acts)
      if (act.undone === null && act.label === word.label && sourceOfAct(act) === word.source)
        await recordUndone(log, act, { who, at: now });
  }
}
