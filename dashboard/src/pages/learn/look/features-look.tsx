import { Stack, Table } from "@mantine/core";
import type { ReactNode } from "react";
import { ScrollBox } from "../../../parts/scroll-box.tsx";
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
      <ScrollBox label="Features">
        <Table fz="sm" aria-label="Features">
          <Table.Tbody>
            {data.features.map(({ name, words }) => (
              <Table.Tr key={name}>
                <Table.Th scope="row">{name}</Table.Th>
                <Table.Td style={{ overflowWrap: "anywhere" }}>{words}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
    </Stack>
  );
}
