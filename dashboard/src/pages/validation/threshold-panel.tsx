import { Button, Grid, Group, NumberInput, Slider, Stack, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ThresholdTable, ValidationView } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { formatShare } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";
import { ConfusionTable } from "./confusion-table.tsx";
import { CurveCharts } from "./curve-charts.tsx";
import { ThresholdFigures } from "./threshold-figures.tsx";
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
  const { rows, chosen, cheapest, costs } = table;
  const place = threshold === undefined ? chosen : nearest(table, threshold);
  const row = rows[place];
  if (row === undefined) return null;
  const moveTo = (at: number) => change({ threshold: rows[at]?.threshold ?? 0.5 });
  const confusion = [
    [row.trueNegatives, row.falsePositives],
    [row.falseNegatives, row.truePositives],
  ];
  return (
    <Stack gap="lg">
      <div>
        <Group justify="space-between" mb={6} gap="xs">
          <Text size="sm" aria-live="polite">
            Threshold <b>{row.threshold.toFixed(3)}</b>
            {place === chosen ? " – the model's own" : ""}
            {place === cheapest ? " – the cheapest" : ""}
          </Text>
          <Group gap="xs">
            <Button size="compact-xs" variant="default" onClick={() => moveTo(chosen)}>
              The model's own
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => moveTo(cheapest)}>
              The cheapest
            </Button>
          </Group>
        </Group>
        <Slider
          thumbLabel="Threshold"
          min={0}
          max={rows.length - 1}
          value={place}
          onChange={moveTo}
          label={(at) => (rows[at]?.threshold ?? 0).toFixed(3)}
          marks={[{ value: chosen, label: "own" }]}
          mb="md"
        />
      </div>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7, lg: 5 }}>
          <ConfusionTable classes={validation.classes} confusion={confusion} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5, lg: 3 }}>
          <Stack gap="xs">
            <CostInput
              label="A false alarm costs"
              description="answered true, was false"
              value={costs.falsePositive}
              onChange={(falsePositive) => change({ falsePositive })}
            />
            <CostInput
              label="A miss costs"
              description="answered false, was true"
              value={costs.falseNegative}
              onChange={(falseNegative) => change({ falseNegative })}
            />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <ThresholdFigures row={row} own={rows[chosen]} />
        </Grid.Col>
      </Grid>
      {validation.curves === null ? null : <CurveCharts curves={validation.curves} row={row} />}
      <Text size="xs" c="dimmed">
        {formatShare((row.truePositives + row.falseNegatives) / validation.rows)} of the rows are true. Slices
        and importance are measured at the model's own threshold.
      </Text>
    </Stack>
  );
}

function nearest({ rows }: ThresholdTable, threshold: number): number {
  const distance = (at: number) => Math.abs((rows[at]?.threshold ?? 0) - threshold);
  return rows.reduce((best, _, at) => (distance(at) < distance(best) ? at : best), 0);
}

interface CostInputProps {
  readonly label: string;
  readonly description: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function CostInput({ label, description, value, onChange }: CostInputProps): ReactNode {
  return (
    <NumberInput
      size="sm"
      label={label}
      description={description}
      min={0}
      max={1e12}
      value={value}
      onChange={(given) => {
        if (typeof given === "number") onChange(given);
      }}
    />
  );
}
