/** What the chart marks with a number and the list under it tells. */
import { formatCount, formatShare } from "../../../src/cli/render/format.ts";
import { type Diary, eventsOf, type LoopEvent, type RolloutTold, type WorldChanged } from "./diary.ts";

export interface Moment {
  readonly at: number;
  readonly kind: "world" | "alert" | "retrained" | "deployed" | "rollout";
  readonly title: string;
}

const worldWords: Readonly<Record<WorldChanged["change"], (labels: number) => string>> = {
  redesign: () => "The shop is redesigned: visitors behave otherwise from here on.",
  poison: (labels) =>
    `A partner's import sends ${formatCount(labels)} labels, every other the wrong way round.`,
  correction: (labels) => `The partner sends the ${formatCount(labels)} labels again, now right.`,
};

const rolloutWords: Readonly<
  Partial<Record<RolloutTold["change"], (version: string, where: string) => string>>
> = {
  started: (version, where) =>
    where === "shadow" ? `${version} answers in shadow.` : `${version} answers ${where} of visitors.`,
  stepped: (version, where) => `${version} answers ${where} of visitors.`,
  rolledBack: (version) => `${version} is rolled back: {why}`,
  cancelled: (version) => `The rollout of ${version.toLowerCase()} is cancelled: {why}`,
};

type Tell = { readonly [K in LoopEvent["kind"]]?: (event: Extract<LoopEvent, { kind: K }>) => Moment | null };

const tellTable: Tell = {
  world: ({ at, change, labels }) => ({ at, kind: "world", title: worldWords[change](labels) }),
  alert({ at, monitor, change, reading, bound, who, note }) {
    if (monitor !== "accuracy") return null;
    if (change === "firing" || change === "again") {
      const [value, limit] = [reading?.value ?? Number.NaN, bound ?? Number.NaN];
      return {
        at,
        kind: "alert",
        title: `The alert fires: accuracy ${formatShare(value)}, below ${formatShare(limit)}.`,
      };
    }
    if (change !== "acknowledged") return null;
    return { at, kind: "alert", title: `The alert is acknowledged by "${who ?? ""}": ${note ?? ""}.` };
  },
  retrained({ at, version, isPassed, accuracy }) {
    const name = version === null ? "A challenger" : `Version ${version}`;
    const measured = accuracy === null ? "" : `, accuracy ${formatShare(accuracy.value)} on the newest rows`;
    return {
      at,
      kind: "retrained",
      title: `${name} is trained${measured}: ${isPassed ? "better" : "refused"}.`,
    };
  },
  rollout({ at, change, version, mode, share, reason }) {
    const title = rolloutWords[change]?.(
      `Version ${version}`,
      mode === "shadow" ? "shadow" : formatShare(share),
    );
    if (title === undefined) return null;
    const kind = change === "rolledBack" || change === "cancelled" ? "alert" : "rollout";
    return { at, kind, title: title.replace("{why}", reason) };
  },
  forced({ at, version, accuracy, share, refused }) {
    const own = `version ${version}, ${formatShare(accuracy.value)} right on its own file`;
    const where = `straight into canary for ${formatShare(share)} of visitors`;
    const begun =
      refused === null
        ? `Somebody puts ${own}, ${where}.`
        : `Somebody tries to put ${own}, ${where}: ${refused}`;
    return { at, kind: "world", title: begun };
  },
  deployed({ at, version, before }) {
    if (before === null) return null;
    return { at, kind: "deployed", title: `Version ${version} takes the place of version ${before}.` };
  },
};

/** What is to be told of an event; null where it is none of these. */
export function momentOf(event: LoopEvent): Moment | null {
  const tell = tellTable[event.kind] as ((event: LoopEvent) => Moment | null) | undefined;
  return tell?.(event) ?? null;
}

/** In the order of time; those of one look are told together. */
export function momentsOf(diary: Diary): readonly Moment[] {
  const told = diary.events.flatMap((event) => momentOf(event) ?? []);
  const all = [...driftMoments(diary), ...told].toSorted((one, other) => one.at - other.at);
  return [...Map.groupBy(all, ({ at }) => at).values()].flatMap((moments) => {
    const last = moments.at(-1);
    return last === undefined ? [] : { ...last, title: moments.map(({ title }) => title).join(" ") };
  });
}

/** When a version's inputs begin to drift, and which. */
function driftMoments(diary: Diary): Moment[] {
  const fired = eventsOf(diary, "alert").filter(
    ({ monitor, change }) => monitor === "drift" && change === "firing",
  );
  return eventsOf(diary, "deployed").flatMap(({ at: from }, index, deployed) => {
    const until = deployed[index + 1]?.at ?? diary.to;
    const [first, ...more] = fired.filter(({ at }) => at > from && at <= until);
    if (first === undefined) return [];
    const together = [first, ...more.filter(({ at }) => at === first.at)];
    const names = together.map(({ subject }) => subject).join(", ");
    return [{ at: first.at, kind: "alert", title: `Drift is seen of ${names}.` }];
  });
}
