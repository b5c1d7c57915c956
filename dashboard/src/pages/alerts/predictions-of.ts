import type { ListedAlert } from "../../api/schema.gen.ts";
import type { RangeSearch } from "../../parts/time-range.ts";
import type { PredictionsSearch } from "../predictions/predictions-search.ts";

const verdictOf: Readonly<Record<string, PredictionsSearch["verdict"]>> = {
  accuracy: "wrong",
  labelCoverage: "unlabelled",
};

/** The address of the predictions that an alert's last reading was of, those that tripped it where that can be told. */
export function predictionsOf({ declared, latest }: ListedAlert): (PredictionsSearch & RangeSearch) | null {
  if (latest === null) return null;
  const verdict = verdictOf[declared.metric ?? declared.kind];
  return { from: latest.from, to: latest.to, ...(verdict === undefined ? {} : { verdict }) };
}
