import { Anchor } from "@mantine/core";
import type { ReactNode } from "react";
import type { StageColumn } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { DataTable } from "../../parts/data-table.tsx";
import { Faint } from "../../parts/faint.tsx";
import { formatCount, formatShare, plural } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
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
          <DataTable
            label="Columns"
            leastWidth={640}
            mostHeight={520}
            rows={columns}
            rowKey={({ name }) => name}
            columns={[
              { header: "Column", cell: (column) => <ColumnName column={column} /> },
              {
                header: "Type",
                cell: ({ type, pii }) => (
                  <>
                    {type}
                    {pii ? <Faint>personal</Faint> : null}
                  </>
                ),
              },
              {
                header: "Missing",
                kind: "number",
                cell: ({ shape }) => formatShare(rows === 0 ? null : shape.missing / rows),
              },
              { header: "Different", kind: "number", cell: ({ shape }) => formatCount(shape.distinct) },
              {
                header: "Distribution",
                cell: ({ name, type, shape }) => (
                  <ShapePicture name={name} shape={shape} isTime={type === "timestamp"} />
                ),
              },
              {
                header: "In words",
                cell: ({ type, shape }) => <Faint>{shapeWords(shape, type === "timestamp")}</Faint>,
              },
            ]}
          />
        </Panel>
      )}
    </QueryView>
  );
}

/** Where its values were looked at, it leads to them. */
function ColumnName({ column }: { readonly column: StageColumn }): ReactNode {
  const { name, role, description, shape } = column;
  const change = useDataSearch();
  return (
    <>
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
      <Faint>{description === "" ? role : description}</Faint>
    </>
  );
}
