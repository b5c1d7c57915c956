import { Anchor, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ListedPrediction } from "../../api/schema.gen.ts";
import { formatNumber } from "../../parts/format.ts";
import { ScrollBox } from "../../parts/scroll-box.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { VerdictText } from "./verdict-text.tsx";

/** Predictions, the newest first; each leads to what it was made of. */
export function PredictionTable({
  predictions,
}: {
  readonly predictions: readonly ListedPrediction[];
}): ReactNode {
  return (
    <ScrollBox label="Predictions">
      <Table fz="sm" miw={760} verticalSpacing={6} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Prediction</Table.Th>
            <Table.Th>Had</Table.Th>
            <Table.Th>Entity</Table.Th>
            <Table.Th>Answer</Table.Th>
            <Table.Th ta="right">Score</Table.Th>
            <Table.Th>Label</Table.Th>
            <Table.Th ta="right">Version</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {predictions.map((one) => (
            <Table.Tr key={one.id}>
              <Table.Td>
                <Anchor
                  component={Link}
                  to="/predictions/$prediction"
                  params={{ prediction: one.id } as never}
                  size="sm"
                  ff="monospace"
                  aria-label={`Prediction ${one.id}`}
                >
                  {one.id.slice(-12)}
                </Anchor>
                {one.eventId === null ? null : (
                  <Text size="xs" c="dimmed">
                    event {one.eventId}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                <TimeText at={Date.parse(one.receivedAt)} />
              </Table.Td>
              <Table.Td>{one.entity}</Table.Td>
              <Table.Td>
                {typeof one.prediction === "number" ? formatNumber(one.prediction) : String(one.prediction)}
              </Table.Td>
              <Table.Td ta="right">{one.probability === null ? "–" : one.probability.toFixed(3)}</Table.Td>
              <Table.Td>
                <VerdictText prediction={one} />
              </Table.Td>
              <Table.Td ta="right">{one.version}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}
