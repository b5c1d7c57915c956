import { Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { PredictionView, Trace } from "../../api/schema.gen.ts";
import { formatNumber } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { ScrollBox } from "../../parts/scroll-box.tsx";
import type { Changes } from "./use-changed-trace.ts";
import { valueText } from "./value-text.ts";

interface InputTableProps {
  readonly view: PredictionView;
  /** Of the answer, or of the changed one. */
  readonly trace: Trace;
  readonly changes: Changes;
}

/** What the model was given, what each means, and how far each moved the answer. */
export function InputTable({ view, trace, changes }: InputTableProps): ReactNode {
  const moved = (name: string) =>
    trace.encoded
      .filter(({ input }) => input === name)
      .reduce((sum, { contribution }) => sum + contribution, 0);
  const most = Math.max(...trace.inputs.map(({ name }) => Math.abs(moved(name))), 1e-9);
  return (
    <Panel
      title="What the model was given"
      note="Moved: value times slope – how far the input pushed the answer's logit up (+) or down (−)."
    >
      <ScrollBox label="Inputs of the model">
        <Table fz="sm" miw={480} verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Input</Table.Th>
              <Table.Th ta="right">Value</Table.Th>
              <Table.Th ta="right">Moved</Table.Th>
              <Table.Th w={110}>
                <Text span inherit c="dimmed" fw={400}>
                  − | +
                </Text>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {trace.inputs.map(({ name, value }) => (
              <Table.Tr key={name}>
                <Table.Td>
                  {name}
                  <Text size="xs" c="dimmed">
                    {view.inputs.find((input) => input.name === name)?.words}
                  </Text>
                </Table.Td>
                <Table.Td ta="right">
                  {Object.hasOwn(changes, name) ? <b>{valueText(value)} ✎</b> : valueText(value)}
                </Table.Td>
                <Table.Td ta="right">
                  {moved(name) > 0 ? "+" : ""}
                  {formatNumber(moved(name))}
                </Table.Td>
                <Table.Td>
                  <MovedBar value={moved(name)} most={most} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
    </Panel>
  );
}

const half = 50;

function MovedBar({ value, most }: { readonly value: number; readonly most: number }): ReactNode {
  const wide = (Math.abs(value) / most) * half;
  return (
    <svg width={2 * half} height="12" aria-hidden="true" style={{ display: "block" }}>
      <rect
        x={value < 0 ? half - wide : half}
        y="2"
        width={wide}
        height="8"
        fill={`var(--mantine-color-${value < 0 ? "orange" : "blue"}-filled)`}
      />
      <line x1={half} x2={half} y1="0" y2="12" stroke="var(--mantine-color-dimmed)" />
    </svg>
  );
}
