import { Select, Table, Text } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { RunData } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { formatCount } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { runLabel } from "../../parts/run/run-picker.tsx";
import { ScrollBox } from "../../parts/scroll-box.tsx";
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
        return (
          <ScrollBox label="Stages of both runs">
            <Table fz="sm" miw={480}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Stage</Table.Th>
                  <Table.Th ta="right">This run</Table.Th>
                  <Table.Th ta="right">{runLabel(other.run)}</Table.Th>
                  <Table.Th ta="right">Rows, difference</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {names.map((name) => {
                  const [one, two] = [data, other].map(({ stages }) =>
                    stages.find(({ stage }) => stage === name),
                  );
                  const difference =
                    one === undefined || two === undefined ? null : one.rowsOut - two.rowsOut;
                  return (
                    <Table.Tr key={name}>
                      <Table.Td>{name}</Table.Td>
                      <Table.Td ta="right">{sizeOf(one)}</Table.Td>
                      <Table.Td ta="right">{sizeOf(two)}</Table.Td>
                      <Table.Td ta="right">
                        {difference !== null && difference > 0 ? "+" : ""}
                        {formatCount(difference)}
                      </Table.Td>
                    </Table.Tr>
                  );
                })}
              </Table.Tbody>
            </Table>
          </ScrollBox>
        );
      }}
    </QueryView>
  );
}

function sizeOf(stage: RunData["stages"][number] | undefined): string {
  return stage === undefined ? "–" : `${formatCount(stage.rowsOut)} × ${stage.columnsOut}`;
}
