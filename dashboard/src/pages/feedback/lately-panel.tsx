import { Alert, Anchor, Button, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ask } from "../../api/ask.ts";
import type { LabelAct } from "../../api/schema.gen.ts";
import { type DataColumn, DataTable } from "../../parts/data-table.tsx";
import { Faint } from "../../parts/faint.tsx";
import { Panel } from "../../parts/panel.tsx";
import { mayUse, useSession } from "../../parts/session/use-session.ts";
import { TimeText } from "../../parts/time-text.tsx";
import { actText } from "./label-words.ts";
import type { Outcomes } from "./use-outcomes.ts";

const most = 12;

/** What people did about labels lately, to be looked at and taken back. */
export function LatelyPanel({ outcomes }: { readonly outcomes: Outcomes }): ReactNode {
  const client = useQueryClient();
  const { data: session } = useSession();
  const undo = useMutation({
    mutationFn: (act: LabelAct) =>
      ask("POST /api/feedback/acts/{act}/undo", { path: { act: act.id }, body: {} }),
    onSettled: () => client.invalidateQueries({ queryKey: ["GET /api/feedback/acts"] }),
  });
  const acts = outcomes.acts.slice(0, most);
  if (acts.length === 0) return null;
  const isOffered = (act: LabelAct) =>
    act.undone === null && (act.kind !== "settled" || mayUse(session, "admin"));
  return (
    <Panel title="Done lately" note="By everybody. What is taken back stays in the history.">
      {undo.error === null ? null : (
        <Alert color="red" role="alert" mb="sm">
          {undo.error.message}
        </Alert>
      )}
      <DataTable
        label="Labels given, skipped and settled lately"
        rows={acts}
        leastWidth={560}
        rowKey={({ id }) => id}
        columns={[
          ...columns,
          {
            header: "Take back",
            cell: (act) => (
              <TakeBack
                act={act}
                isUndoing={undo.isPending && undo.variables.id === act.id}
                onUndo={isOffered(act) ? () => undo.mutate(act) : null}
              />
            ),
          },
        ]}
      />
    </Panel>
  );
}

const columns: readonly DataColumn<LabelAct>[] = [
  { header: "When", cell: ({ at }) => <TimeText at={at} /> },
  {
    header: "Who",
    cell: ({ who }) => (
      <Text span inherit style={{ overflowWrap: "anywhere" }}>
        {who}
      </Text>
    ),
  },
  {
    header: "Did",
    cell: (act) => (
      <>
        {actText(act)}
        {act.note === "" ? null : <Faint>{act.note}</Faint>}
      </>
    ),
  },
  {
    header: "Prediction",
    cell: ({ predictionId }) => (
      <Anchor
        component={Link}
        to="/predictions/$prediction"
        params={{ prediction: predictionId } as never}
        size="sm"
        ff="monospace"
        aria-label={`Prediction ${predictionId}`}
      >
        {predictionId.slice(-12)}
      </Anchor>
    ),
  },
];

interface TakeBackProps {
  readonly act: LabelAct;
  readonly isUndoing: boolean;
  /** Null where it is not offered. */
  readonly onUndo: (() => void) | null;
}

function TakeBack({ act, isUndoing, onUndo }: TakeBackProps): ReactNode {
  const { predictionId, undone } = act;
  return (
    <>
      {undone !== null ? `taken back by ${undone.who}` : null}
      {onUndo === null ? null : (
        <Button
          size="compact-xs"
          variant="default"
          loading={isUndoing}
          aria-label={`Take back: ${actText(act)}, ${predictionId}`}
          onClick={onUndo}
        >
          Take back
        </Button>
      )}
    </>
  );
}
