import { Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { HarmedSlice, ValidationView } from "../../api/schema.gen.ts";
import { formatCount, formatNumber, formatShare } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { ScrollBox } from "../../parts/scroll-box.tsx";
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
        <ScrollBox label="Slices" most={420}>
          <Table fz="sm" stickyHeader miw={420} verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Slice</Table.Th>
                <Table.Th ta="right">Rows</Table.Th>
                <Table.Th>{isShare ? "Accuracy" : "RMSE"}</Table.Th>
                <Table.Th ta="right">Harm</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {slices.map((slice) => (
                <SliceRow key={slice.name} slice={slice} whole={whole} isShare={isShare} />
              ))}
            </Table.Tbody>
          </Table>
        </ScrollBox>
      )}
    </Panel>
  );
}

interface SliceRowProps {
  readonly slice: HarmedSlice;
  readonly whole: number | undefined;
  readonly isShare: boolean;
}

function SliceRow({ slice, whole, isShare }: SliceRowProps): ReactNode {
  const { name, rows, metric, declared, harm } = slice;
  const format = (value: number) => (isShare ? formatShare(value) : formatNumber(value));
  return (
    <Table.Tr>
      <Table.Td>
        {name}
        <Text size="xs" c="dimmed">
          {declared ? "declared" : "found by the search"}
        </Text>
      </Table.Td>
      <Table.Td ta="right">{formatCount(rows)}</Table.Td>
      <Table.Td>
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
      </Table.Td>
      <Table.Td ta="right">
        {harm > 0 ? "+" : ""}
        {harm.toFixed(1)}
      </Table.Td>
    </Table.Tr>
  );
}
