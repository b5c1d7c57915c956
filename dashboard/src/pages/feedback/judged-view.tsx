import { Box, SimpleGrid, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { JudgedPrediction, JudgedValue } from "../../api/schema.gen.ts";
import { DataTable } from "../../parts/data-table.tsx";
import { Faint } from "../../parts/faint.tsx";
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
    <DataTable
      label="What the model made of it and of its past"
      size="xs"
      rows={features}
      rowKey={({ name }) => name}
      columns={[
        {
          header: "Feature",
          cell: ({ name, words }) => (
            <Text span inherit style={{ overflowWrap: "anywhere" }}>
              {name}
              <Faint>{words}</Faint>
            </Text>
          ),
        },
        {
          header: "Value",
          kind: "number",
          cell: (value) => (
            <b>
              <Value value={value} />
            </b>
          ),
        },
      ]}
    />
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
