import { Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { PackageView } from "../../api/schema.gen.ts";
import { formatBytes, formatMs, formatNumber, formatShare } from "../../parts/format.ts";
import { ScrollBox } from "../../parts/scroll-box.tsx";

/** What was measured of each form of the model, and why it ships or does not. */
export function CandidateTable({ data }: { readonly data: PackageView }): ReactNode {
  const isRegression = data.task === "regression";
  return (
    <ScrollBox label="Candidates">
      <Table fz="sm" miw={560}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Form</Table.Th>
            <Table.Th ta="right">{isRegression ? "R²" : "Accuracy"}</Table.Th>
            <Table.Th ta="right">p50</Table.Th>
            <Table.Th ta="right">p99</Table.Th>
            <Table.Th ta="right">p50 of 64 rows</Table.Th>
            <Table.Th ta="right">Size</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.candidates.map((one) => (
            <Table.Tr key={one.kind} {...(one.kind === data.shipped ? { "aria-current": true } : {})}>
              <Table.Td>
                <Text size="sm" fw={one.kind === data.shipped ? 700 : 400}>
                  {one.kind === data.shipped ? "✓ " : ""}
                  {one.kind}
                </Text>
                <Text size="xs" c="dimmed">
                  {one.verdict}
                </Text>
              </Table.Td>
              <Table.Td ta="right">
                {isRegression ? formatNumber(one.quality) : formatShare(one.quality, 2)}
              </Table.Td>
              <Table.Td ta="right" style={{ whiteSpace: "nowrap" }}>
                {formatMs(one.p50Us / 1_000)}
              </Table.Td>
              <Table.Td ta="right" style={{ whiteSpace: "nowrap" }}>
                {formatMs(one.p99Us / 1_000)}
              </Table.Td>
              <Table.Td ta="right" style={{ whiteSpace: "nowrap" }}>
                {formatMs(one.p50Us64 / 1_000)}
              </Table.Td>
              <Table.Td ta="right" style={{ whiteSpace: "nowrap" }}>
                {formatBytes(one.bytes)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}
