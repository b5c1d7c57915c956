import { Stack } from "@mantine/core";
import { type ReactNode, useMemo } from "react";
import type { LessonMonitor } from "../../../api/schema.gen.ts";
import { QueryView } from "../../../parts/states/query-view.tsx";
import { nightOf, storyOf } from "../alert-happenings.ts";
import { AlertPicture } from "../alert-picture.tsx";
import { NothingHere } from "../nothing-here.tsx";
import { useToldAlert } from "../use-told-alert.ts";
import type { WayProps } from "../way-props.ts";

/** A bad night of the first monitor, as its judge sees it. */
export function MonitorLook({ page: { facts } }: WayProps): ReactNode {
  const [monitor] = facts.monitors;
  if (monitor === undefined) return <NothingHere>The definition has no monitor.</NothingHere>;
  return <Night monitor={monitor} />;
}

function Night({ monitor }: { readonly monitor: LessonMonitor }): ReactNode {
  const happenings = useMemo(() => nightOf(monitor), [monitor]);
  const told = useToldAlert(storyOf(monitor, happenings, monitor.latch));
  return (
    <Stack gap="md">
      <QueryView query={told} height={240}>
        {(data) => <AlertPicture monitor={monitor} happenings={happenings} told={data} />}
      </QueryView>
    </Stack>
  );
}
