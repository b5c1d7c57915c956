import { Select, Text } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { RunData } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { DataTable } from "../../parts/data-table.tsx";
import { formatCount } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { runLabel } from "../../parts/run/run-picker.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";
import { useDataSearch } from "./use-data-search.ts";

/** The stages of this run beside those of another. */
export function ComparePanel({ data }: { readonly data: RunData }): ReactNode {
  const { beside } = useSearch({ from: "/data" });
  const change = useDataSearch();
  const runs = useAsk("GET /api/runs", { query: { limit: 100 } });
  const others = (runs.data?.runs ?? []).filter(({ id }) => id !== data.run.id);
  if (others.length === 0) return null;
  return (
    <Panel
      title="Beside another run"
      aside={
        <Select
          aria-label="Run to compare with"
          placeholder="Choose a run…"
          size="xs"
          w={{ base: 170, sm: 250 }}
          clearable
          data={others.map((run) => ({ value: run.id, label: runLabel(run) }))}
          value={beside ?? null}
          onChange={(id) => change({ beside: id ?? undefined })}
        />
      }
    >
      {beside === undefined ? (
        <Text size="sm" c="dimmed">
          Choose a run to see where its rows and columns differ.
        </Text>
      ) : (
        <Beside data={data} run={beside} />
      )}
    </Panel>
  );
}

interface BesideProps {
  readonly data: RunData;
  readonly run: string;
}

function Beside({ data, run }: BesideProps): ReactNode {
  const query = useAsk("GET /api/runs/{run}/data", { path: { run } });
  return (
    <QueryView query={query}>
      {(other) => {
        const names = [...new Set([...data.stages, ...other.stages].map(({ stage }) => stage))];
        const rows = names.map((name) => {
          const [one, two] = [data, other].map(({ stages }) => stages.find(({ stage }) => stage === name));
          return { name, one, two };
        });
        return (
          <DataTable
            label="Stages of both runs"
            leastWidth={480}
            rows={rows}
            rowKey={({ name }) => name}
            columns={[
              { header: "Stage", cell: ({ name }) => name },
              { header: "This run", kind: "number", cell: ({ one }) => sizeOf(one) },
              { header: runLabel(other.run), kind: "number", cell: ({ two }) => sizeOf(two) },
              { header: "Rows, difference", kind: "number", cell: ({ one, two }) => difference(one, two) },
            ]}
          />
        );
      }}
    </QueryView>
  );
}

type Stage = RunData["stages"][number];

function sizeOf(stage: Stage | undefined): string {
  return stage === undefined ? "–" : `${formatCount(stage.rowsOut)} × ${stage.columnsOut}`;
}

function difference(one: Stage | undefined, two: Stage | undefined): string {
  if (one === undefined || two === undefined) return "–";
  const rows = one.rowsOut - two.rowsOut;
  return `${rows > 0 ? "+" : ""}${formatCount(rows)}`;
}
