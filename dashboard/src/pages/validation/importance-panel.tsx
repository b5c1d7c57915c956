import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { ValidationView } from "../../api/schema.gen.ts";
import { DataTable } from "../../parts/data-table.tsx";
import { formatNumber } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { IntervalBar } from "./interval-bar.tsx";

/** How much the model leans on each input. */
export function ImportancePanel({
  importance,
  task,
}: Pick<ValidationView, "importance" | "task">): ReactNode {
  const most = Math.max(...importance.map(({ lossIncrease }) => lossIncrease.high), 1e-9);
  const least = Math.min(...importance.map(({ lossIncrease }) => lossIncrease.low), 0);
  const loss = task === "regression" ? "squared error" : "log loss";
  const own = task === "binary" ? "; no threshold changes it" : "";
  const note = `How much the ${loss} rises when an input's values are shuffled${own}.`;
  return (
    <Panel title="Importance" note={note}>
      <DataTable
        label="Importance"
        stacks
        mostHeight={420}
        rows={importance}
        rowKey={({ input }) => input}
        columns={[
          { header: "Input", cell: ({ input }) => input },
          { header: "Rise", kind: "number", cell: ({ lossIncrease }) => formatNumber(lossIncrease.value) },
          {
            header: "95% interval",
            cell: ({ lossIncrease }) => (
              <>
                <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
                  {formatNumber(lossIncrease.low)} – {formatNumber(lossIncrease.high)}
                </Text>
                <IntervalBar {...lossIncrease} from={least} to={most} mark={0} />
              </>
            ),
          },
        ]}
      />
    </Panel>
  );
}
