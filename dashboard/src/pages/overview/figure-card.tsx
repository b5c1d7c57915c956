import { Box, Paper, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Spark } from "../../parts/chart/spark.tsx";

export interface FigureCardProps {
  readonly title: string;
  /** As people read it; a dash where there is not enough to say. */
  readonly value: string;
  readonly note: string;
  /** How it went through the span; null while that is asked, none where it is one figure of the whole. */
  readonly trend?: readonly (number | null)[] | null;
}

export function FigureCard({ title, value, note, trend }: FigureCardProps): ReactNode {
  return (
    <Paper withBorder p="md" radius="md" component="section" aria-label={title}>
      <Text size="sm" c="dimmed">
        {title}
      </Text>
      <Text fz={26} fw={600} lh={1.3}>
        {value}
      </Text>
      <Text size="xs" c="dimmed" mih="2.9em">
        {note}
      </Text>
      <Box h={36} mt={4}>
        <Trend values={trend} />
      </Box>
    </Paper>
  );
}

function Trend({ values }: { readonly values: FigureCardProps["trend"] }): ReactNode {
  if (values === undefined || values?.every((value) => value === null)) return null;
  return values === null ? <Box aria-busy="true" /> : <Spark values={values} />;
}
