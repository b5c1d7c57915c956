import { Button, Checkbox, Group, Select, Stack, Text } from "@mantine/core";
import { type ComponentProps, type ReactNode, useState } from "react";
import type { LessonMonitor } from "../../../api/schema.gen.ts";
import { QueryView } from "../../../parts/states/query-view.tsx";
import { type Happening, storyOf, valuesAround } from "../alert-happenings.ts";
import { AlertPicture } from "../alert-picture.tsx";
import { inMonitorUnit } from "../alert-words.ts";
import { NothingHere } from "../nothing-here.tsx";
import { useToldAlert } from "../use-told-alert.ts";
import type { WayProps } from "../way-props.ts";

/** Values given to the judge of alerts, one window after another, with and without the latch. */
export function MonitorTry({ page: { facts } }: WayProps): ReactNode {
  const [name, setName] = useState(facts.monitors[0]?.name ?? "");
  const monitor = facts.monitors.find((one) => one.name === name);
  if (monitor === undefined) return <NothingHere>The definition has no monitor.</NothingHere>;
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed" maw={720}>
        Feed the alert window by window. The judge that watches the model in production says what becomes of
        it.
      </Text>
      <Select
        size="sm"
        maw={280}
        label="Monitor"
        allowDeselect={false}
        data={facts.monitors.map((one) => one.name)}
        value={name}
        onChange={(chosen) => setName(chosen ?? name)}
      />
      <Fed key={name} monitor={monitor} />
    </Stack>
  );
}

const mostHappenings = 14;

function Fed({ monitor }: { readonly monitor: LessonMonitor }): ReactNode {
  const [latch, setLatch] = useState(monitor.latch);
  const [happenings, setHappenings] = useState<readonly Happening[]>([]);
  const told = useToldAlert(storyOf(monitor, happenings, latch));
  const { good, bad } = valuesAround(monitor);
  const feed = (happening: Happening) => setHappenings((before) => [...before, happening]);
  const window = (value: number | null): Happening => ({
    value,
    count: value === null ? 0 : Math.max(1, monitor.leastSample),
  });
  const isFull = happenings.length >= mostHappenings;
  const canAcknowledge = told.data?.canAcknowledge === true && told.data.phases.length === happenings.length;
  return (
    <>
      <Group gap="xs">
        <Button size="xs" variant="default" disabled={isFull} onClick={() => feed(window(good))}>
          A good window ({inMonitorUnit(good, monitor)})
        </Button>
        <Button size="xs" variant="default" disabled={isFull} onClick={() => feed(window(bad))}>
          A bad window ({inMonitorUnit(bad, monitor)})
        </Button>
        <Button size="xs" variant="default" disabled={isFull} onClick={() => feed(window(null))}>
          No rows
        </Button>
        <Button size="xs" disabled={isFull || !canAcknowledge} onClick={() => feed("acknowledge")}>
          Acknowledge
        </Button>
        <Button
          size="xs"
          variant="subtle"
          disabled={happenings.length === 0}
          onClick={() => setHappenings([])}
        >
          From the start
        </Button>
      </Group>
      <Checkbox
        size="sm"
        label="The alert latches"
        checked={latch}
        onChange={({ currentTarget: { checked } }) => {
          setHappenings((before) => before.filter((one) => one !== "acknowledge"));
          setLatch(checked);
        }}
      />
      <QueryView query={told} height={240}>
        {(data) => <Judged monitor={monitor} happenings={happenings} told={data} />}
      </QueryView>
    </>
  );
}

type JudgedProps = ComponentProps<typeof AlertPicture>;

function Judged({ monitor, happenings, told }: JudgedProps): ReactNode {
  return (
    <>
      <Text fw={600} role="status" data-testid="phase">
        The alert is {told.phases.at(-1) ?? "ok"}
        {told.isNoData.at(-1) === true ? ", and there is no data" : ""}.
      </Text>
      {happenings.length === 0 ? null : (
        <AlertPicture monitor={monitor} happenings={happenings.slice(0, told.phases.length)} told={told} />
      )}
    </>
  );
}
