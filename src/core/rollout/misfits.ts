/** What keeps two versions from answering the same rows: differences that no rollout can honour. */
import type { Definition } from "../definition/index.ts";

type Part = "events" | "rules";

/** One clause for each difference of what the rows are known by; empty where champion and challenger fit. */
export function findMisfits(
  champion: Pick<Definition, Part>,
  challenger: Pick<Definition, Part>,
): readonly string[] {
  const [one, other] = [champion.events, challenger.events];
  const label = ({ label: { column, above, task } }: Definition["events"]) =>
    `${column}${above === null ? "" : ` above ${above}`} (${task})`;
  const column = (events: Definition["events"], name: string | null) =>
    name === null ? "none" : `${name} (${events.columns[name]?.kind ?? "not declared"})`;
  const parts = [
    ["label", label(one), label(other)],
    ...(["entity", "id", "time"] as const).map(
      (role) => [`${role} column`, column(one, one[role]), column(other, other[role])] as const,
    ),
    ["rules of the keys", keyRules(champion), keyRules(challenger)],
  ] as const;
  return parts
    .filter(([, theirs, own]) => theirs !== own)
    .map(([what, theirs, own]) =>
      what === "rules of the keys"
        ? "its rules for the entity's or the event's key are not the champion's"
        : `its ${what} is ${own}, the champion's ${theirs}`,
    );
}

/** What may change the key by which a row is known. */
function keyRules({ events, rules }: Pick<Definition, Part>): string {
  const keys = [events.entity, events.id];
  return JSON.stringify(
    rules.filter(
      ({ check, policy }) =>
        "column" in check && keys.includes(check.column) && ["impute", "clip"].includes(policy.kind),
    ),
  );
}
