import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { type Job, labelOutbox } from "./label-outbox.ts";
import { actText } from "./label-words.ts";
import type { Outcomes } from "./use-outcomes.ts";

/** What the server did not take, and what waits for it: nothing of it is lost silently. */
export function RefusedJobs({ outcomes }: { readonly outcomes: Outcomes }): ReactNode {
  const refused = outcomes.jobs.filter((job) => job.refused !== null);
  const waiting = outcomes.jobs.length - refused.length;
  return (
    <>
      {refused.length === 0 ? null : (
        <Alert color="red" role="alert" title="Not taken by the server">
          <Stack gap="xs">
            {refused.map((job) => (
              <Group key={job.id} gap="xs" justify="space-between">
                <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                  {whatOf(job)} of {job.predictionId}: {job.refused}
                </Text>
                <Group gap="xs">
                  <Button size="compact-xs" variant="default" onClick={() => outcomes.again(job)}>
                    Try again
                  </Button>
                  <Button size="compact-xs" variant="default" onClick={() => labelOutbox.drop(job)}>
                    Leave it
                  </Button>
                </Group>
              </Group>
            ))}
          </Stack>
        </Alert>
      )}
      {waiting < 3 ? null : (
        <Text size="xs" c="dimmed" role="status">
          {waiting} are on their way; keep the window open.
        </Text>
      )}
    </>
  );
}

function whatOf({ kind, label }: Job): string {
  return kind === "undone" ? "taking back what was said" : actText({ kind, label });
}
