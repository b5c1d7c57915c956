/** Which of what pages show has changed, in whichever process, as it does. */
import { setTimeout as pause } from "node:timers/promises";
import { type ChangeMarks, type ChangeTopic, changeMarks, changeTopics } from "../../io/store/index.ts";
import type { ViewedProject } from "./viewed-project.ts";

export interface ChangesInput extends Pick<ViewedProject, "store" | "log" | "definition"> {
  /** What is known: {@link marksNow}. */
  readonly from: ChangeMarks;
  readonly signal: AbortSignal;
}

const lookEveryMs = 500;

interface Look {
  readonly at: number;
  readonly marks: Promise<ChangeMarks>;
}

/** However many pages listen, the store is looked at once. */
const looks = new WeakMap<ViewedProject["log"], Look>();

/** Yields at every look what has changed since the one before it, an empty list where nothing has; ends with `signal`. */
export async function* changes(input: ChangesInput): AsyncGenerator<readonly ChangeTopic[]> {
  const { signal } = input;
  let known = input.from;
  while (!signal.aborted) {
    await pause(lookEveryMs, undefined, { signal }).catch(() => undefined); // its end is asked above
    const now = await marksNow(input);
    const before = known;
    known = now;
    yield changeTopics.filter((topic) => now[topic] !== before[topic]);
  }
}

/** How all stands. */
export function marksNow({
  definition,
  store,
  log,
}: Omit<ChangesInput, "from" | "signal">): Promise<ChangeMarks> {
  const now = performance.now();
  const last = looks.get(log);
  if (last !== undefined && now - last.at < lookEveryMs / 2) return last.marks;
  const marks = changeMarks({ model: definition.name, store, log });
  looks.set(log, { at: now, marks });
  return marks;
}
