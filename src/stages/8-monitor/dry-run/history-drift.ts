/** What of a history's rows has a baseline in a package, as the roll-up would have counted it. */
import { quoteIdentifier } from "../../../io/engine.ts";
import type { Profile } from "../../6-package/index.ts";
import type { WatchedPackage } from "../roll-up/index.ts";
import type { WindowTarget } from "../roll-up/value-windows.ts";

export interface ToldOfRows {
  /** The names in the rows' inputs. */
  readonly names: readonly string[];
  /** Whether any row tells its probability. */
  readonly hasProbability: boolean;
}

/**
 * The columns and features, over rows with `columns.<name>` as text, and the answers. What no row tells is no target: it is
 * not missing, the history leaves it out.
 */
export function historyTargets(
  { baseline }: WatchedPackage,
  { names, hasProbability }: ToldOfRows,
): { readonly given: readonly WindowTarget[]; readonly answered: readonly WindowTarget[] } {
  const given = baseline.profiles.filter(({ role, name }) => role !== "prediction" && names.includes(name));
  const answered = baseline.profiles.filter(
    ({ role, name }) => role === "prediction" && (hasProbability || name !== "probability"),
  );
  return {
    given: given.map((reference) => ({
      reference,
      sql: typed(reference, quoteIdentifier(`columns.${reference.name}`)),
    })),
    answered: answered.map((reference) => ({
      reference,
      sql: reference.name === "probability" ? "probability" : typed(reference, "prediction"),
    })),
  };
}

/** Times are microseconds in a baseline. */
function typed({ kind }: Profile, text: string): string {
  if (kind !== "number") return text;
  return `coalesce(TRY_CAST(${text} AS DOUBLE), CAST(epoch_us(TRY_CAST(${text} AS TIMESTAMPTZ)) AS DOUBLE))`;
}
