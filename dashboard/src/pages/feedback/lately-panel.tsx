import { Alert, Anchor, Button, Table, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ask } from "../../api/ask.ts";
import type { LabelAct } from "../../api/schema.gen.ts";
import { Panel } from "../../parts/panel.tsx";
import { ScrollBox } from "../../parts/scroll-box.tsx";
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
      <ScrollBox label="Labels given, skipped and settled lately">
        <Table fz="sm" miw={560} verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>When</Table.Th>
              <Table.Th>Who</Table.Th>
              <Table.Th>Did</Table.Th>
              <Table.Th>Prediction</Table.Th>
              <Table.Th>
                <Text span inherit c="dimmed" fw={400}>
                  Take back
                </Text>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {acts.map((act) => (
              <Row
                key={act.id}
                act={act}
                isUndoing={undo.isPending && undo.variables.id === act.id}
                onUndo={isOffered(act) ? () => undo.mutate(act) : null}
              />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
    </Panel>
  );
}

interface RowProps {
  readonly act: LabelAct;
  readonly isUndoing: boolean;
  /** Null where it is not offered. */
  readonly onUndo: (() => void) | null;
}

function Row({ act, isUndoing, onUndo }: RowProps): ReactNode {
  const { predictionId, undone } = act;
  return (
    <Table.Tr>
      <Table.Td>
        <TimeText at={act.at} />
      </Table.Td>
      <Table.Td style={{ overflowWrap: "anywhere" }}>{act.who}</Table.Td>
      <Table.Td>
        {actText(act)}
        {act.note === "" ? null : (
          <Text size="xs" c="dimmed">
            {act.note}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
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
      </Table.Td>
      <Table.Td>
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
      </Table.Td>
    </Table.Tr>
  );
}
