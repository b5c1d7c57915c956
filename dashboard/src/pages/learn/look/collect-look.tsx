import type { ReactNode } from "react";
import { formatCount } from "../../../parts/format.ts";
import { BarFigure } from "../bar-figure.tsx";
import { NothingHere } from "../nothing-here.tsx";
import type { WayProps } from "../way-props.ts";

/** The rows from stage to stage, the first one marked. */
export function CollectLook({ page: { facts } }: WayProps): ReactNode {
  const { stages, split } = facts.data;
  if (stages.length === 0) return <NothingHere />;
  const rows = stages
    .filter(({ stage }) => !["train", "validate", "package"].includes(stage))
    .map(({ stage, rowsOut }) => ({ name: `after ${stage}`, value: rowsOut, isMarked: stage === "collect" }));
  const sides =
    split === null
      ? []
      : [
          { name: "to learn from", value: split.trainRows, isMarked: false },
          { name: "to measure with", value: split.validationRows, isMarked: false },
        ];
  const all = [...rows.filter(({ name }) => name !== "after split"), ...sides];
  return (
    <BarFigure
      title="Rows on their way"
      summary={`${formatCount(rows[0]?.value)} rows were collected; none can appear later, and each that leaves is kept with its reason.`}
      rows={all.map((row) => ({ ...row, text: formatCount(row.value) }))}
      columns={["Place", "Rows"]}
    />
  );
}
