import { Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { ValidationView } from "../../api/schema.gen.ts";
import { formatNumber } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { ScrollBox } from "../../parts/scroll-box.tsx";
import { IntervalBar } from "./interval-bar.tsx";

/** How much the model leans on each input. */
export function ImportancePanel({ importance }: Pick<ValidationView, "importance">): ReactNode {
  const most = Math.max(...importance.map(({ lossIncrease }) => lossIncrease.high), 1e-9);
  const least = Math.min(...importance.map(({ lossIncrease }) => lossIncrease.low), 0);
  return (
    <Panel title="Importance" note="How much the loss rises when an input's values are shuffled.">
      <ScrollBox label="Importance" most={420}>
        <Table fz="sm" verticalSpacing={6} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Input</Table.Th>
              <Table.Th ta="right">Rise</Table.Th>
              <Table.Th>95% interval</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {importance.map(({ input, lossIncrease }) => (
              <Table.Tr key={input}>
                <Table.Td>{input}</Table.Td>
                <Table.Td ta="right">{formatNumber(lossIncrease.value)}</Table.Td>
                <Table.Td>
                  <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
                    {formatNumber(lossIncrease.low)} – {formatNumber(lossIncrease.high)}
                  </Text>
                  <IntervalBar {...lossIncrease} from={least} to={most} mark={0} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
    </Panel>
  );
}
