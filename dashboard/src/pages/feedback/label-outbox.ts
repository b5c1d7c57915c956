/**
 * What was said and is on its way: one after the other, and again when the connection was lost, whatever page is open. Who
 * closes the window before all of it has arrived is asked first; each request outlives the window.
 */
import { ask, ConnectionLost } from "../../api/ask.ts";
import type { LabelAct } from "../../api/schema.gen.ts";
import type { Label } from "./label-words.ts";

export interface Saying {
  readonly predictionId: string;
  readonly kind: "labelled" | "settled" | "skipped" | "undone";
  /** Null where none is given. */
  readonly label: Label | null;
  readonly note: string;
}

export interface Job extends Saying {
  readonly id: number;
  /** Why the server did not take it; null while it is on its way. */
  readonly refused: string | null;
}

type OnAct = (act: LabelAct) => void;

const againMs = 2_000;
const options = { keepalive: true } as const;

let jobs: readonly Job[] = [];
let count = 0;
let isSending = false;
/** The acts of this window, by prediction, the newest last, to take them back by. */
const acts = new Map<string, readonly LabelAct[]>();
let order: readonly string[] = [];
const listeners = new Set<() => void>();

export const labelOutbox = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  jobs: (): readonly Job[] => jobs,
  /** Of what something was said in this window and not taken back, the newest last. */
  order: (): readonly string[] => order,
  /** Sends it after those before it. */
  say(saying: Saying, onAct: OnAct): void {
    count += 1;
    order = saying.kind === "undone" ? withoutLast(saying.predictionId) : [...order, saying.predictionId];
    set([...jobs, { ...saying, id: count, refused: null }]);
    void sendAll(onAct);
  },
  /** Sends again what the server did not take. */
  again(id: number, onAct: OnAct): void {
    set(jobs.map((job) => (job.id === id ? { ...job, refused: null } : job)));
    void sendAll(onAct);
  },
  /** Forgets what the server did not take. */
  drop({ id, predictionId, kind }: Job): void {
    if (kind !== "undone") order = withoutLast(predictionId);
    set(jobs.filter((job) => job.id !== id || job.refused === null));
  },
};

function withoutLast(predictionId: string): readonly string[] {
  const at = order.lastIndexOf(predictionId);
  return order.filter((_, place) => place !== at);
}

async function sendAll(onAct: OnAct): Promise<void> {
  if (isSending) return;
  isSending = true;
  try {
    for (let job = nextJob(); job !== undefined; job = nextJob()) await sendOne(job, onAct);
  } finally {
    isSending = false;
  }
}

function nextJob(): Job | undefined {
  return jobs.find(({ refused }) => refused === null);
}

async function sendOne(job: Job, onAct: OnAct): Promise<void> {
  try {
    const act = await senders[job.kind](job);
    const before = (acts.get(job.predictionId) ?? []).filter(({ id }) => id !== act.id);
    acts.set(job.predictionId, act.undone === null ? [...before, act] : before);
    onAct(act); // the list knows it before it is no longer on its way
    set(jobs.filter(({ id }) => id !== job.id));
  } catch (cause) {
    if (cause instanceof ConnectionLost) await new Promise((resolve) => setTimeout(resolve, againMs));
    else {
      const refused = cause instanceof Error ? cause.message : String(cause);
      set(jobs.map((own) => (own.id === job.id ? { ...own, refused } : own)));
    }
  }
}

const senders: Readonly<Record<Saying["kind"], (saying: Saying) => Promise<LabelAct>>> = {
  labelled: ({ predictionId, label, note }) =>
    ask("POST /api/feedback/label", { body: { predictionId, label: label ?? "", note } }, options),
  settled: ({ predictionId, label, note }) =>
    ask("POST /api/feedback/settle", { body: { id: predictionId, label: label ?? "", note } }, options),
  skipped: ({ predictionId, note }) =>
    ask("POST /api/feedback/skip", { body: { predictionId, note } }, options),
  undone({ predictionId }) {
    const act = acts.get(predictionId)?.at(-1)?.id ?? "";
    return ask("POST /api/feedback/acts/{act}/undo", { path: { act }, body: {} }, options);
  },
};

function set(next: readonly Job[]): void {
  if (jobs.length === 0 && next.length > 0) window.addEventListener("beforeunload", askFirst);
  if (next.length === 0) window.removeEventListener("beforeunload", askFirst);
  jobs = next;
  for (const listener of listeners) listener();
}

function askFirst(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
