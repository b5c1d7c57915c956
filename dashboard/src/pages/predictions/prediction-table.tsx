import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ListedPrediction } from "../../api/schema.gen.ts";
import { type DataColumn, DataTable } from "../../parts/data-table.tsx";
import { Faint } from "../../parts/faint.tsx";
import { formatNumber } from "../../parts/format.ts";
import { TimeText } from "../../parts/time-text.tsx";
import { VerdictText } from "./verdict-text.tsx";

const columns: readonly DataColumn<ListedPrediction>[] = [
  {
    header: "Prediction",
    cell: ({ id, eventId }) => (
      <>
        <Anchor
          component={Link}
          to="/predictions/$prediction"
          params={{ prediction: id } as never}
          size="sm"
          ff="monospace"
          aria-label={`Prediction ${id}`}
        >
          {id.slice(-12)}
        </Anchor>
        {eventId === null ? null : <Faint>event {eventId}</Faint>}
      </>
    ),
  },
  { header: "Answered", cell: ({ receivedAt }) => <TimeText at={Date.parse(receivedAt)} /> },
  { header: "Entity", cell: ({ entity }) => entity },
  {
    header: "Answer",
    cell: ({ prediction }) =>
      typeof prediction === "number" ? formatNumber(prediction) : String(prediction),
  },
  {
    header: "Score",
    kind: "number",
    cell: ({ probability }) => (probability === null ? "–" : probability.toFixed(3)),
  },
  { header: "Label", cell: (prediction) => <VerdictText prediction={prediction} /> },
  { header: "Version", kind: "number", cell: ({ version }) => version },
];

interface PredictionTableProps {
  readonly predictions: readonly ListedPrediction[];
}

/** Predictions, the newest first; each leads to what it was made of. */
export function PredictionTable({ predictions }: PredictionTableProps): ReactNode {
  return (
    <DataTable
      showsAll
      label="Predictions"
      leastWidth={760}
      rows={predictions}
      rowKey={({ id }) => id}
      columns={columns}
    />
  );
}
