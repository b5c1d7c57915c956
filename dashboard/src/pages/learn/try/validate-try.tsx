import { Grid, Stack } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { ConfusionTable } from "../../validation/confusion-table.tsx";
import { ThresholdFigures } from "../../validation/threshold-figures.tsx";
import { ThresholdSlider } from "../../validation/threshold-slider.tsx";
import { NothingHere } from "../nothing-here.tsx";
import type { WayProps } from "../way-props.ts";

/** The threshold over the run's own table; nothing is changed in the model. */
export function ValidateTry({ page: { facts } }: WayProps): ReactNode {
  const table = facts.thresholds;
  const [place, setPlace] = useState(table?.chosen ?? 0);
  const row = table?.rows[place];
  if (table === null || row === undefined)
    return (
      <NothingHere>This model does not answer true or false, so it has no threshold to move.</NothingHere>
    );
  return (
    <Stack gap="lg">
      <ThresholdSlider table={table} row={row} place={place} onMove={setPlace} />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <ConfusionTable
            classes={facts.validation?.classes ?? []}
            confusion={[
              [row.trueNegatives, row.falsePositives],
              [row.falseNegatives, row.truePositives],
            ]}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <ThresholdFigures row={row} own={table.rows[table.chosen]} />
        </Grid.Col>
      </Grid>
    </Stack>
  );
}
