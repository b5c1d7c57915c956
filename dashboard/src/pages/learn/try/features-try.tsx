import { Stack } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { NothingHere } from "../nothing-here.tsx";
import { TimelinePicture } from "../timeline-picture.tsx";
import type { WayProps } from "../way-props.ts";
import { PlaceSlider } from "./place-slider.tsx";

/** Moves along the events of one entity: what is known grows, and nothing of the future is in it. */
export function FeaturesTry({ page: { facts } }: WayProps): ReactNode {
  const [at, setAt] = useState(0);
  const { timeline } = facts;
  if (timeline === null) return <NothingHere>No feature of this run looks at the past.</NothingHere>;
  return (
    <Stack gap="md">
      <PlaceSlider
        label="Event"
        words={
          <>
            Event <b>{at + 1}</b> of {timeline.events.length} of one entity
          </>
        }
        places={timeline.events.length}
        place={at}
        onMove={setAt}
      />
      <TimelinePicture timeline={timeline} at={at} />
    </Stack>
  );
}
