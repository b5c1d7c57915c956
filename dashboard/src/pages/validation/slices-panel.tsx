import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { HarmedSlice, ValidationView } from "../../api/schema.gen.ts";
import { DataTable } from "../../parts/data-table.tsx";
import { Faint } from "../../parts/faint.tsx";
import { formatCount, formatNumber, formatShare } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { MessageState } from "../../parts/states/message-state.tsx";
import { IntervalBar } from "./interval-bar.tsx";

/** Where the model does worse than on the whole, the most harmed first. */
export function SlicesPanel({ validation }: { readonly validation: ValidationView }): ReactNode {
  const { slices, sliceMetric, metrics } = validation;
  const whole = metrics.find(({ metric }) => metric === sliceMetric)?.value;
  const isShare = sliceMetric === "accuracy";
  const note = isShare
    ? "Harm: wrong answers beyond those that the rate of all rows would leave."
    : "Harm: rows times the rise of the error above that of all rows.";
  return (
    <Panel title="Slices, by harm" note={note}>
      {slices.length === 0 ? (
        <MessageState title="No slices">
          None is declared, and none was found that chance does not explain.
        </MessageState>
      ) : (
        <DataTable
          label="Slices"
          leastWidth={420}
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
              cell: ({ harm }) => `${harm > 0 ? "+" : ""}${harm.toFixed(1)}`,
            },
          ]}
        />
      )}
    </Panel>
  );
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
        <b>{format(metric.value)}</b> ({format(metric.low)} – {format(metric.high)})
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
