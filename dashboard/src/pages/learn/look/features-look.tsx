import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { DataTable } from "../../../parts/data-table.tsx";
import { NothingHere } from "../nothing-here.tsx";
import { TimelinePicture } from "../timeline-picture.tsx";
import type { WayProps } from "../way-props.ts";

/** One entity's events, and the features in words. */
export function FeaturesLook({ page: { facts } }: WayProps): ReactNode {
  const { timeline, data } = facts;
  if (timeline === null && data.features.length === 0)
    return <NothingHere>The definition has no features: the model sees its columns as they are.</NothingHere>;
  return (
    <Stack gap="md">
      {timeline === null ? null : (
        <TimelinePicture timeline={timeline} at={Math.floor((2 * timeline.events.length) / 3)} />
      )}
      <DataTable
        label="Features"
        rows={data.features}
        rowKey={({ name }) => name}
        columns={[
          { header: "Feature", cell: ({ name }) => <b>{name}</b> },
          { header: "What it is", cell: ({ words }) => words },
        ]}
      />
    </Stack>
  );
}
