import { Group, SegmentedControl, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { LessonPage } from "../../api/schema.gen.ts";
import { RunPicker } from "../../parts/run/run-picker.tsx";
import { useSession } from "../../parts/session/use-session.ts";
import { useLearnSearch } from "./use-learn-search.ts";

/** Whose figures the page shows, and the way to others. */
export function WhoseFigures({ page }: { readonly page: LessonPage }): ReactNode {
  const [search, change] = useLearnSearch();
  const { data: session } = useSession();
  const { whose, facts } = page;
  if (session?.project?.hasRun !== true)
    return (
      <Text size="sm" c="dimmed" maw={420}>
        Figures of the clicks example, “{facts.data.run.name}”. After <code>airworthy run</code> they are
        those of your own model.
      </Text>
    );
  return (
    <Group gap="xs">
      {whose === "own" ? <RunPicker run={facts.data.run} /> : null}
      <SegmentedControl
        size="xs"
        aria-label="Whose figures"
        value={whose}
        onChange={(chosen) => change({ whose: chosen === "example" ? "example" : undefined, run: undefined })}
        data={[
          { value: "own", label: search.run === undefined ? "My model" : "This run" },
          { value: "example", label: "Clicks example" },
        ]}
      />
    </Group>
  );
}
