import { Code, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { formatCount } from "../../../parts/format.ts";
import { BarFigure } from "../bar-figure.tsx";
import type { WayProps } from "../way-props.ts";
import { ComparisonTable } from "./comparison-table.tsx";

/** What left at which rule, and the model with and without them. */
export function CleanLook({ page: { facts, whose } }: WayProps): ReactNode {
  const met = facts.data.dropped.filter(({ stage }) => stage === "clean");
  const clean = facts.data.stages.find(({ stage }) => stage === "clean");
  return (
    <Stack gap="lg">
      {clean === undefined ? null : (
        <BarFigure
          title="What each rule met"
          summary={
            met.length === 0
              ? `No rule met any of the ${formatCount(clean.rowsIn)} rows.`
              : `Of ${formatCount(clean.rowsIn)} rows ${formatCount(clean.rowsOut)} went on.`
          }
          rows={[
            { name: "went on", value: clean.rowsOut, text: formatCount(clean.rowsOut) },
            ...met.map(({ rule, rows, policy }) => ({
              name: rule,
              value: rows,
              text: `${formatCount(rows)} (${policy})`,
              isMarked: true,
            })),
          ]}
          columns={["Rule", "Rows"]}
        />
      )}
      {facts.comparison === null ? (
        <Unmeasured isOwn={whose === "own"} rules={facts.rules} run={facts.data.run.id} />
      ) : (
        <ComparisonTable comparison={facts.comparison} />
      )}
    </Stack>
  );
}

interface UnmeasuredProps {
  readonly isOwn: boolean;
  readonly rules: number;
  readonly run: string;
}

function Unmeasured({ isOwn, rules, run }: UnmeasuredProps): ReactNode {
  if (!isOwn || rules === 0) return null;
  return (
    <Text size="sm">
      What cleaning did for the model has not been measured for this run. To train it again without its rules,
      and see both here: <Code>airworthy learn {run}</Code>
    </Text>
  );
}
