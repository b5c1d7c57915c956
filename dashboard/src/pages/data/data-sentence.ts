import type { RunData } from "../../api/schema.gen.ts";
import { formatCount, plural } from "../../parts/format.ts";

/** What became of the rows, in words. */
export function dataSentence({ stages, dropped, split, features }: RunData): string {
  const [first] = stages;
  const left = dropped.filter((one) => one.left).reduce((sum, { rows }) => sum + rows, 0);
  const table = stages.find(({ stage }) => stage === "features");
  const parts = [
    first === undefined
      ? ""
      : `${formatCount(first.rowsIn)} rows of ${plural(first.columnsIn, "column")} came in`,
    left === 0 ? "none was dropped" : `${formatCount(left)} were dropped`,
    table === undefined
      ? ""
      : `${plural(features.length, "feature")} made ${formatCount(table.columnsOut)} columns of ${formatCount(table.columnsIn)}`,
    split === null
      ? ""
      : `${formatCount(split.trainRows)} rows train and ${formatCount(split.validationRows)} validate`,
  ];
  return `${parts.filter((part) => part !== "").join(", ")}.`;
}
