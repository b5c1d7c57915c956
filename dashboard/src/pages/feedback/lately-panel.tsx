import { Alert, Button, Table, Text } from "@mantine/core";
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
      <ScrollBox label="Done lately">
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
              <Table.Tr key={act.id}>
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
                  <Link to="/predictions/$prediction" params={{ prediction: act.predictionId } as never}>
                    {act.predictionId.slice(-12)}
                  </Link>
                </Table.Td>
                <Table.Td>
                  {act.undone !== null ? (
                    `taken back by ${act.undone.who}`
                  ) : isOffered(act) ? (
                    <Button
                      size="compact-xs"
                      variant="default"
                      loading={undo.isPending && undo.variables.id === act.id}
                      aria-label={`Take back: ${actText(act)}, ${act.predictionId}`}
                      onClick={() => undo.mutate(act)}
                    >
                      Take back
                    </Button>
                  ) : null}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
    </Panel>
  );
}
