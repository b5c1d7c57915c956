import { Box, SimpleGrid, Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { JudgedPrediction, JudgedValue } from "../../api/schema.gen.ts";
import { formatNumber } from "../../parts/format.ts";

/** What was sent, large. */
export function EventValues({ event }: Pick<JudgedPrediction, "event">): ReactNode {
  return (
    <SimpleGrid component="dl" cols={{ base: 2, sm: 3 }} spacing="md" verticalSpacing="sm" m={0}>
      {event.map((value) => (
        <Box key={value.name} miw={0}>
          <Text component="dt" size="xs" c="dimmed">
            {value.name}
          </Text>
          <Text component="dd" m={0} size="lg" fw={600} lh={1.3} style={{ overflowWrap: "anywhere" }}>
            <Value value={value} />
          </Text>
          {value.words === "" ? null : (
            <Text component="dd" m={0} size="xs" c="dimmed">
              {value.words}
            </Text>
          )}
        </Box>
      ))}
    </SimpleGrid>
  );
}

/** What the model made of it and of its past. */
export function FeatureValues({ features }: Pick<JudgedPrediction, "features">): ReactNode {
  if (features.length === 0) return null;
  return (
    <Table fz="sm" verticalSpacing={4} aria-label="What the model made of it and of its past">
      <Table.Tbody>
        {features.map((value) => (
          <Table.Tr key={value.name}>
            <Table.Th scope="row" fw={400} style={{ overflowWrap: "anywhere" }}>
              {value.name}
              <Text size="xs" c="dimmed">
                {value.words}
              </Text>
            </Table.Th>
            <Table.Td ta="right" fw={600} style={{ verticalAlign: "top" }}>
              <Value value={value} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Value({ value: { value, isPersonal } }: { readonly value: JudgedValue }): ReactNode {
  const missing = isPersonal ? "personal, not shown" : value === null ? "missing" : null;
  if (missing !== null)
    return (
      <Text span inherit size="sm" fw={400} c="dimmed">
        {missing}
      </Text>
    );
  return typeof value === "number" ? formatNumber(value) : String(value);
}
