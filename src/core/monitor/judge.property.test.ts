import fc from "fast-check";
import { expect, test } from "vitest";
import { type AlertPhase, type AlertState, acknowledge, judge, untouched } from "./index.ts";
import { conditionOf, minuteMs, readingAt } from "./story.test.helper.ts";

/** B breach, C clear, W between, N no data, A an attempt to acknowledge, which only a firing alert takes. */
type Letter = "B" | "C" | "W" | "N" | "A";

/** On a condition "above 100, over at 80". */
const values: Readonly<Record<Exclude<Letter, "A">, number | null>> = { B: 120, C: 60, W: 90, N: null };

interface Rules {
  readonly latch: boolean;
  /** Minutes. */
  readonly wait: number;
}

/**
 * The rules said another way: the whole history is read at once, by patterns. Acknowledgements not taken are left out
 * before. Returns the phase at its end.
 */
function phaseAfter(history: string, { latch, wait }: Rules): AlertPhase {
  const ended = latch ? /^B(?:[BCW]*B)?W*A[BW]*C|^B[BCW]*CW*A(?=[BCW])[CW]?/ : /^B[BW]*(?:A[BW]*)?C/;
  let rest = history;
  let quiet: AlertPhase = "ok";
  for (;;) {
    rest = rest.replace(/^[CWN]*/, "");
    if (rest === "") return quiet;
    const ripe = ripeAt(rest, wait);
    if (ripe === null) {
      const over = /[CW]/.exec(rest);
      if (over === null) return "pending";
      quiet = "ok";
      rest = rest.slice(over.index);
      continue;
    }
    const episode = rest.slice(ripe).replaceAll("N", "");
    const end = ended.exec(episode);
    if (end === null) return episode.includes("A") ? "acknowledged" : "firing";
    quiet = "resolved";
    rest = episode.slice(end[0].length);
    // What stands between two episodes ripens by its neighbours, so the letters left out must be found again.
    rest = restOf(history, rest);
  }
}

/** The end of `history` that is `rest` once its no data is left out. */
function restOf(history: string, rest: string): string {
  let at = history.length;
  for (let left = rest.length; left > 0; ) if (history[--at] !== "N") left--;
  return history.slice(at);
}

/** The place of the breach with which the run of breaches and no data that begins `text` has held `wait` minutes. */
function ripeAt(text: string, wait: number): number | null {
  const run = /^[BN]*/.exec(text)?.[0] ?? "";
  for (let end = 1; end <= run.length; end++) {
    const held = [...run.slice(0, end).matchAll(/(?<=B)B/g)].length;
    if (run[end - 1] === "B" && held >= wait) return end - 1;
  }
  return null;
}

const letters = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Letter>("B") },
    { weight: 6, arbitrary: fc.constantFrom<Letter>("C", "W", "N", "A") },
  ),
  { maxLength: 24 },
);
const rules = fc.record({ latch: fc.boolean(), wait: fc.nat(3) });

interface Moment {
  readonly letter: Letter;
  readonly before: AlertState;
  readonly after: AlertState;
  readonly changes: readonly string[];
  /** Everything that was taken up to here. */
  readonly history: string;
}

/** Every letter in its order, with the alert before and after it. */
function live(story: readonly Letter[], { latch, wait }: Rules): Moment[] {
  const monitor = conditionOf({ bound: 100, resolveBound: 80, latch, forMs: wait * minuteMs });
  let state = untouched;
  let history = "";
  return story.flatMap((letter, minute) => {
    const before = state;
    if (letter === "A" && before.phase !== "firing") return [];
    const step =
      letter === "A"
        ? acknowledge(before, { at: minute, who: "ann", note: "" })
        : judge({
            monitor,
            state: before,
            reading: { ...readingAt(history.replaceAll("A", "").length), value: values[letter] },
          });
    state = step.state;
    history += letter;
    return [{ letter, before, after: state, changes: step.entries.map(({ change }) => change), history }];
  });
}

test("judge() does what the rules say when the whole history is read at once", () => {
  fc.assert(
    fc.property(letters, rules, (story, rule) => {
      for (const { after, history } of live(story, rule))
        expect(`${history} → ${after.phase}`).toBe(`${history} → ${phaseAfter(history, rule)}`);
    }),
    { numRuns: 2_000 },
  );
});

const everyMoment = (check: (moment: Moment, rule: Rules) => void) =>
  fc.assert(
    fc.property(letters, rules, (story, rule) => {
      for (const moment of live(story, rule)) check(moment, rule);
    }),
    { numRuns: 500 },
  );

test("judge() leaves no phase by no data, nor moves the clock of `for`", () => {
  everyMoment(({ letter, before, after }) => {
    if (letter !== "N") return;
    expect(after.phase).toBe(before.phase);
    expect(after.condition).toBe(before.condition);
    expect(after.heldMs).toBe(before.heldMs);
    expect(after.noData).not.toBeNull();
  });
});

test("judge() resolves a latched alert only once it was acknowledged", () => {
  everyMoment(({ before, after }, { latch }) => {
    if (latch && after.phase === "resolved" && before.phase !== "resolved")
      expect(before.phase).toBe("acknowledged");
  });
});

test("judge() changes the phase for a cause, and says so", () => {
  const causes = {
    pending: ["B"],
    firing: ["B"],
    acknowledged: ["A"],
    resolved: ["C", "W"],
    ok: ["C", "W"],
  } as const satisfies Record<AlertPhase, readonly Letter[]>;
  everyMoment(({ letter, before, after, changes }) => {
    if (after.phase === before.phase) return;
    expect(causes[after.phase]).toContain(letter);
    expect(changes).toContain(after.phase === "ok" ? "calm" : after.phase);
  });
});

test("judge() records every breach once", () => {
  everyMoment(({ letter, changes }) => {
    const breaches = changes.filter((change) => ["pending", "firing", "again", "breached"].includes(change));
    expect(breaches.length).toBe(letter === "B" ? 1 : 0);
  });
});

test("judge() counts a firing each time one begins", () => {
  fc.assert(
    fc.property(letters, rules, (story, rule) => {
      const moments = live(story, rule);
      const begun = moments.flatMap(({ changes }) => changes.filter((change) => change === "firing")).length;
      expect(moments.at(-1)?.after.firings ?? 0).toBe(begun);
    }),
  );
});
