import { Anchor, Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { StageColumn } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { formatCount, formatShare, plural } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { ScrollBox } from "../../parts/scroll-box.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";
import { ShapePicture, shapeWords } from "./shape-picture.tsx";
import { useDataSearch } from "./use-data-search.ts";

interface StagePanelProps {
  readonly run: string;
  readonly stage: string;
}

/** The columns that a stage left: their types, what is missing, and how their values lie. */
export function StagePanel({ run, stage }: StagePanelProps): ReactNode {
  const query = useAsk("GET /api/runs/{run}/stages/{stage}/columns", { path: { run, stage } });
  return (
    <QueryView query={query} height={300}>
      {({ rows, columns, stage: shown }) => (
        <Panel
          title={`Columns after ${shown}`}
          note={`${plural(rows, "row")}, ${plural(columns.length, "column")}.`}
        >
          <ScrollBox label="Columns" most={520}>
            <Table fz="sm" stickyHeader miw={640} verticalSpacing={6}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Column</Table.Th>
                  <Table.Th>Type</Table.Th>
                  <Table.Th ta="right">Missing</Table.Th>
                  <Table.Th ta="right">Different</Table.Th>
                  <Table.Th>Distribution</Table.Th>
                  <Table.Th>In words</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {columns.map((column) => (
                  <ColumnRow key={column.name} column={column} rows={rows} />
                ))}
              </Table.Tbody>
            </Table>
          </ScrollBox>
        </Panel>
      )}
    </QueryView>
  );
}

interface ColumnRowProps {
  readonly column: StageColumn;
  readonly rows: number;
}

function ColumnRow({ column, rows }: ColumnRowProps): ReactNode {
  const { name, role, type, pii, description, shape } = column;
  const change = useDataSearch();
  return (
    <Table.Tr>
      <Table.Td>
        {role === "answer" || shape.kind === "opaque" ? (
          name
        ) : (
          <Anchor
            component="button"
            type="button"
            size="sm"
            ta="left"
            onClick={() => change({ feature: name })}
          >
            {name}
          </Anchor>
        )}
        <Text size="xs" c="dimmed">
          {description === "" ? role : description}
        </Text>
      </Table.Td>
      <Table.Td>
        {type}
        {pii ? (
          <Text size="xs" c="dimmed">
            personal
          </Text>
        ) : null}
      </Table.Td>
      <Table.Td ta="right">{formatShare(rows === 0 ? null : shape.missing / rows)}</Table.Td>
      <Table.Td ta="right">{formatCount(shape.distinct)}</Table.Td>
      <Table.Td>
        <ShapePicture name={name} shape={shape} isTime={type === "timestamp"} />
      </Table.Td>
      <Table.Td>
        <Text size="xs" c="dimmed">
          {shapeWords(shape, type === "timestamp")}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}
