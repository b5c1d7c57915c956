import { Box, Group, Progress, Text, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import { formatCount } from "../../parts/format.ts";
import type { Labelling } from "./use-labelling.ts";

interface QueueProgressProps {
  readonly labelling: Labelling;
  readonly total: number;
  readonly aside: ReactNode;
}

/** How far the batch is: 12 of 50 labelled, 3 skipped. */
export function QueueProgress({ labelling, total, aside }: QueueProgressProps): ReactNode {
  const { labelled, skipped } = labelling.counts;
  const share = (count: number) => (100 * count) / total;
  return (
    <Group gap="md" justify="space-between">
      <Box style={{ flex: "1 1 240px" }}>
        <Text size="sm" mb={4} data-testid="progress">
          <b>{formatCount(labelled)}</b> of {formatCount(total)} labelled
          {skipped === 0 ? "" : `, ${formatCount(skipped)} skipped`}
          {labelled + skipped === total ? " – all done" : ""}
        </Text>
        <Progress.Root size="sm" aria-hidden>
          <Progress.Section value={share(labelled)} color="teal" />
          <Progress.Section value={share(skipped)} color="gray" />
        </Progress.Root>
        <VisuallyHidden role="status">{labelling.said}</VisuallyHidden>
      </Box>
      {aside}
    </Group>
  );
}
