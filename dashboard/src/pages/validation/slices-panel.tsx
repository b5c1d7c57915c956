import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { HarmedSlice, ValidationView } from "../../api/schema.gen.ts";
import { type DataColumn, DataTable } from "../../parts/data-table.tsx";
import { Faint } from "../../parts/faint.tsx";
import { formatCount, formatFigure, formatNumber, formatShare } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { MessageState } from "../../parts/states/message-state.tsx";
import { DifferenceCell } from "./difference-cell.tsx";
import { IntervalBar } from "./interval-bar.tsx";
import { useSlicesAt } from "./use-slices-at.ts";

/** Where the model does worse than on the whole, the most harmed first. */
export function SlicesPanel({ validation }: { readonly validation: ValidationView }): ReactNode {
  const { sliceMetric, metrics, champion } = validation;
  const { slices, threshold } = useSlicesAt(validation);
  const isBeside = champion !== null && slices.some(({ theirs }) => theirs !== null);
  const whole = threshold === null ? metrics.find(({ metric }) => metric === sliceMetric)?.value : undefined;
  const isShare = sliceMetric === "accuracy";
  const note = isShare
    ? "Harm: wrong answers beyond those that the rate of all rows would leave."
    : "Harm: rows times the rise of the error above that of all rows.";
  return (
    <Panel
      title="Slices, by harm"
      note={
        threshold === null
          ? note
          : `${note} At threshold ${formatNumber(threshold)}; intervals are told at the model's own.`
      }
    >
      {slices.length === 0 ? (
        <MessageState title="No slices">
          None is declared, and none was found that chance does not explain.
        </MessageState>
      ) : (
        <DataTable
          label="Slices"
          leastWidth={isBeside ? 760 : 420}
          mostHeight={420}
          rows={slices}
          rowKey={({ name }) => name}
          columns={[
            {
              header: "Slice",
              cell: ({ name, declared }) => (
                <>
                  {name}
                  <Faint>{declared ? "declared" : "found by the search"}</Faint>
                </>
              ),
            },
            { header: "Rows", kind: "number", cell: ({ rows }) => formatCount(rows) },
            {
              header: isShare ? "Accuracy" : "RMSE",
              note: "95% interval",
              cell: (slice) => <Measured slice={slice} whole={whole} isShare={isShare} />,
            },
            {
              header: "Harm",
              kind: "number",
              cell: ({ harm }) =>
                harm === 0
                  ? "0"
                  : `${harm > 0 ? "+" : "−"}${isShare ? Math.abs(harm).toFixed(1) : formatNumber(Math.abs(harm))}`,
            },
            ...(isBeside ? besideColumns(champion.version, isShare) : []),
          ]}
        />
      )}
    </Panel>
  );
}

function besideColumns(version: number, isShare: boolean): DataColumn<HarmedSlice>[] {
  const [better, unit] = isShare ? (["higher", "share"] as const) : (["lower", "label"] as const);
  return [
    {
      header: `Champion, version ${version}`,
      kind: "number",
      cell: ({ theirs }) => formatFigure(theirs?.value, unit),
    },
    {
      header: "Difference",
      note: "95% interval of pairs",
      cell: ({ theirs }) => <DifferenceCell theirs={theirs} better={better} unit={unit} />,
    },
  ];
}

interface MeasuredProps {
  readonly slice: HarmedSlice;
  readonly whole: number | undefined;
  readonly isShare: boolean;
}

function Measured({ slice: { metric, harm }, whole, isShare }: MeasuredProps): ReactNode {
  const format = (value: number) => (isShare ? formatShare(value) : formatNumber(value));
  return (
    <>
      <Text size="xs" style={{ whiteSpace: "nowrap" }}>
        <b>{format(metric.value)}</b>
        {metric.low === metric.high ? "" : ` (${format(metric.low)} – ${format(metric.high)})`}
      </Text>
      <IntervalBar
        {...metric}
        from={isShare ? 0.5 : 0}
        to={isShare ? 1 : metric.high * 1.1}
        {...(whole === undefined ? {} : { mark: whole })}
        color={harm > 0 ? "orange" : "blue"}
      />
    </>
  );
}
