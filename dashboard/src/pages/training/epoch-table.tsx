import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import type { TrainingView } from "../../api/schema.gen.ts";
import { DataTable } from "../../parts/data-table.tsx";
import { formatNumber, formatShare } from "../../parts/format.ts";

/** Every epoch, from before the first, with its figures and its sentence. */
export function EpochTable({ training }: { readonly training: TrainingView }): ReactNode {
  const { beforeTraining, epochs, bestEpoch, parameters } = training;
  const best = parameters === null ? "best so far" : "best, ships";
  return (
    <DataTable
      label="Epochs"
      leastWidth={680}
      mostHeight={480}
      rows={beforeTraining === null ? epochs : [beforeTraining, ...epochs]}
      rowKey={({ epoch }) => epoch}
      isCurrent={({ epoch }) => epoch === bestEpoch}
      columns={[
        { header: "Epoch", kind: "number", cell: ({ epoch }) => epoch },
        { header: "Loss, training", kind: "number", cell: ({ trainLoss }) => formatNumber(trainLoss) },
        {
          header: "Loss, validation",
          kind: "number",
          cell: ({ validationLoss }) => formatNumber(validationLoss),
        },
        {
          header: "Accuracy, training",
          kind: "number",
          cell: ({ trainAccuracy }) => formatShare(trainAccuracy),
        },
        {
          header: "Accuracy, validation",
          kind: "number",
          cell: ({ validationAccuracy }) => formatShare(validationAccuracy),
        },
        { header: "Learning rate", kind: "number", cell: ({ learningRate }) => formatNumber(learningRate) },
        {
          header: "What it means",
          cell: ({ epoch, note }) => (
            <>
              {note}
              {epoch === bestEpoch ? (
                <Badge ml="xs" size="sm" variant="light" color="teal" c="var(--mantine-color-text)">
                  {best}
                </Badge>
              ) : null}
            </>
          ),
        },
      ]}
    />
  );
}
