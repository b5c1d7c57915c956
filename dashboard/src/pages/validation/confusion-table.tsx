import { Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { formatCount, formatShare } from "../../parts/format.ts";
import { ScrollBox } from "../../parts/scroll-box.tsx";

interface ConfusionTableProps {
  readonly classes: readonly string[];
  /** Rows are the truth, columns the answer. */
  readonly confusion: readonly (readonly number[])[];
}

/** How answers fall on truths; the darker a cell, the more of its truth's rows are there. */
export function ConfusionTable({ classes, confusion }: ConfusionTableProps): ReactNode {
  return (
    <ScrollBox label="Confusion matrix">
      <Table fz="sm" w="auto" withTableBorder withColumnBorders aria-label="Confusion matrix">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              Truth,
              <br />
              by answer
            </Table.Th>
            {classes.map((name) => (
              <Table.Th key={name} ta="right">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {confusion.map((line, truth) => (
            <Table.Tr key={classes[truth]}>
              <Table.Th scope="row">{classes[truth]}</Table.Th>
              {line.map((rows, answer) => (
                <Cell
                  key={classes[answer]}
                  rows={rows}
                  share={
                    rows /
                    Math.max(
                      1,
                      line.reduce((sum, one) => sum + one, 0),
                    )
                  }
                  isRight={truth === answer}
                />
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}

interface CellProps {
  readonly rows: number;
  readonly share: number;
  readonly isRight: boolean;
}

function Cell({ rows, share, isRight }: CellProps): ReactNode {
  const color = isRight ? "teal" : "red";
  const strength = Math.round(4 + 28 * share);
  return (
    <Table.Td
      ta="right"
      style={{
        background: `color-mix(in srgb, var(--mantine-color-${color}-filled) ${strength}%, transparent)`,
      }}
    >
      <span style={{ whiteSpace: "nowrap" }}>
        <b>{formatCount(rows)}</b> {isRight ? "right" : "wrong"}
      </span>
      <Text size="xs">{formatShare(share)} of its truth</Text>
    </Table.Td>
  );
}
