import type { ReactNode } from "react";
import type { PredictionView, Trace } from "../../api/schema.gen.ts";
import { DataTable } from "../../parts/data-table.tsx";
import { Faint } from "../../parts/faint.tsx";
import { formatNumber } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
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
      <DataTable
        label="Inputs of the model"
        stacks
        leastWidth={480}
        rows={trace.inputs}
        rowKey={({ name }) => name}
        columns={[
          {
            header: "Input",
            cell: ({ name }) => (
              <>
                {name}
                <Faint>{view.inputs.find((input) => input.name === name)?.words}</Faint>
              </>
            ),
          },
          {
            header: "Value",
            kind: "number",
            cell: ({ name, value }) =>
              Object.hasOwn(changes, name) ? <b>{valueText(value)} ✎</b> : valueText(value),
          },
          {
            header: "Moved",
            kind: "number",
            cell: ({ name }) => `${moved(name) > 0 ? "+" : ""}${formatNumber(moved(name))}`,
          },
          {
            header: "Down | up",
            width: 2 * half + 10,
            cell: ({ name }) => <MovedBar value={moved(name)} most={most} />,
          },
        ]}
      />
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
