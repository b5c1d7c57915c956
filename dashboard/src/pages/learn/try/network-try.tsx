import { Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { Sweep } from "../../../api/schema.gen.ts";
import { formatNumber, formatShare } from "../../../parts/format.ts";
import { NothingHere } from "../nothing-here.tsx";
import { UnitsPicture } from "../units-picture.tsx";
import type { WayProps } from "../way-props.ts";
import { PlaceSlider } from "./place-slider.tsx";

/** Another value of an input that matters: which units wake, and where the answer goes. */
export function NetworkTry({ page: { facts } }: WayProps): ReactNode {
  const sweeps = facts.answer?.sweeps ?? [];
  const [name, setName] = useState(sweeps[0]?.input ?? "");
  const sweep = sweeps.find(({ input }) => input === name);
  if (sweep === undefined || facts.answer === null)
    return <NothingHere>It has no package to ask, or its unseen rows were deleted.</NothingHere>;
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed" maw={720}>
        The package's example, with another value of one input. The values are those of unseen rows, and the
        run's own model answered each of them.
      </Text>
      <SegmentedControl
        size="xs"
        aria-label="Input"
        value={name}
        onChange={setName}
        data={sweeps.map(({ input }) => input)}
        style={{ alignSelf: "flex-start" }}
      />
      <Moved
        key={name}
        sweep={sweep}
        threshold={facts.answer.trace.decision.threshold}
        isNumber={facts.training.task === "regression"}
      />
    </Stack>
  );
}

interface MovedProps {
  readonly sweep: Sweep;
  readonly threshold: number | null;
  /** Whether the answer is a number. */
  readonly isNumber: boolean;
}

function Moved({ sweep, threshold, isNumber }: MovedProps): ReactNode {
  const { input, values, own } = sweep;
  const [at, setAt] = useState(Math.max(0, own));
  const chosen = values[at];
  if (chosen === undefined) return null;
  const most = Math.max(...values.flatMap(({ hidden }) => hidden.flat()), 1e-9);
  const shown = typeof chosen.value === "number" ? formatNumber(chosen.value) : String(chosen.value);
  return (
    <Stack gap="md">
      <PlaceSlider
        label={input}
        words={
          <>
            {input} = <b>{shown}</b>
            {at === own ? " – the example's own" : ""}
          </>
        }
        places={values.length}
        place={at}
        onMove={setAt}
        {...(own < 0 ? {} : { own })}
      />
      <Group align="flex-start" gap="xl">
        <div>
          <UnitsPicture hidden={chosen.hidden} most={most} />
        </div>
        <Stack gap={2} role="status" data-testid="swept">
          <Text size="xl" fw={700}>
            {isNumber ? formatNumber(chosen.score) : formatShare(chosen.score)}
          </Text>
          <Text size="sm">
            Answer:{" "}
            <b>
              {typeof chosen.prediction === "number"
                ? formatNumber(chosen.prediction)
                : String(chosen.prediction)}
            </b>
          </Text>
          {threshold === null ? null : (
            <Text size="xs" c="dimmed">
              Threshold {formatShare(threshold)}
            </Text>
          )}
        </Stack>
      </Group>
    </Stack>
  );
}
