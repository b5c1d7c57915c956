import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { PackageView } from "../../api/schema.gen.ts";
import { DataTable } from "../../parts/data-table.tsx";
import { Faint } from "../../parts/faint.tsx";
import { formatBytes, formatMs, formatNumber, formatShare } from "../../parts/format.ts";

/** What was measured of each form of the model, and why it ships or does not. */
export function CandidateTable({ data }: { readonly data: PackageView }): ReactNode {
  const isRegression = data.task === "regression";
  return (
    <DataTable
      label="Candidates"
      leastWidth={560}
      rows={data.candidates}
      rowKey={({ kind }) => kind}
      isCurrent={({ kind }) => kind === data.shipped}
      columns={[
        {
          header: "Form",
          cell: ({ kind, verdict }) => (
            <>
              <Text size="sm" fw={kind === data.shipped ? 700 : 400}>
                {kind === data.shipped ? "✓ " : ""}
                {kind}
              </Text>
              <Faint>{verdict}</Faint>
            </>
          ),
        },
        {
          header: isRegression ? "R²" : "Accuracy",
          kind: "number",
          cell: ({ quality }) => (isRegression ? formatNumber(quality) : formatShare(quality, 2)),
        },
        { header: "p50", kind: "number", cell: ({ p50Us }) => formatMs(p50Us / 1_000) },
        { header: "p99", kind: "number", cell: ({ p99Us }) => formatMs(p99Us / 1_000) },
        { header: "p50 of 64 rows", kind: "number", cell: ({ p50Us64 }) => formatMs(p50Us64 / 1_000) },
        { header: "Size", kind: "number", cell: ({ bytes }) => formatBytes(bytes) },
      ]}
    />
  );
}
