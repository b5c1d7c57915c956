import { Grid, Stack, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ThresholdTable, ValidationView } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { formatShare } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";
import { ConfusionTable } from "./confusion-table.tsx";
import { CurveCharts } from "./curve-charts.tsx";
import { ErrorCosts } from "./error-costs.tsx";
import { nearestPlace } from "./nearest-place.ts";
import { ThresholdFigures } from "./threshold-figures.tsx";
import { ThresholdSlider } from "./threshold-slider.tsx";
import type { ValidationSearch } from "./validation-search.ts";

/** Which answers the model gives at another threshold, what that costs, and where it stands on the curves. */
export function ThresholdPanel({ validation }: { readonly validation: ValidationView }): ReactNode {
  const { falsePositive, falseNegative } = useSearch({ from: "/validation" });
  const query = {
    ...(falsePositive === undefined ? {} : { falsePositive }),
    ...(falseNegative === undefined ? {} : { falseNegative }),
  };
  const table = useAsk("GET /api/runs/{run}/thresholds", { path: { run: validation.run.id }, query });
  return (
    <Panel
      title="Threshold"
      note="At or above it the answer is true. Move it, and see every figure move; nothing is changed in the model."
    >
      <QueryView query={table} height={320}>
        {(data) => <Content validation={validation} table={data} />}
      </QueryView>
    </Panel>
  );
}

interface ContentProps {
  readonly validation: ValidationView;
  readonly table: ThresholdTable;
}

function Content({ validation, table }: ContentProps): ReactNode {
  const navigate = useNavigate({ from: "/validation" });
  const { threshold } = useSearch({ from: "/validation" });
  const change = (to: ValidationSearch) =>
    void navigate({
      to: ".",
      search: (before) => ({ ...before, ...to }),
      replace: true,
      resetScroll: false,
    });
  const { rows, chosen, costs } = table;
  const place =
    threshold === undefined
      ? chosen
      : nearestPlace(
          rows.map((one) => one.threshold),
          threshold,
        );
  const row = rows[place];
  if (row === undefined) return null;
  const moveTo = (at: number) => change({ threshold: rows[at]?.threshold ?? 0.5 });
  const confusion = [
    [row.trueNegatives, row.falsePositives],
    [row.falseNegatives, row.truePositives],
  ];
  return (
    <Stack gap="lg">
      <ThresholdSlider table={table} row={row} place={place} onMove={moveTo} />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7, lg: 5 }}>
          <ConfusionTable classes={validation.classes} confusion={confusion} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5, lg: 3 }}>
          <ErrorCosts costs={costs} onChange={change} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <ThresholdFigures row={row} own={rows[chosen]} />
        </Grid.Col>
      </Grid>
      {validation.curves === null ? null : <CurveCharts curves={validation.curves} row={row} />}
      <Text size="xs" c="dimmed">
        {formatShare((row.truePositives + row.falseNegatives) / validation.rows)} of the rows are true. The
        slices below follow; the importance of inputs is one of the log loss, which no threshold changes.
      </Text>
    </Stack>
  );
}
