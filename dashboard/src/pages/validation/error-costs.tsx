import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import type { ThresholdTable } from "../../api/schema.gen.ts";
import { NumberField } from "../../parts/number-field.tsx";
import type { ValidationSearch } from "./validation-search.ts";

const bounds = { min: 0, max: 1e12 } as const;

interface ErrorCostsProps {
  readonly costs: ThresholdTable["costs"];
  /** Is given the one cost that changed. */
  readonly onChange: (changed: Pick<ValidationSearch, "falsePositive" | "falseNegative">) => void;
}

/** What each kind of error costs, to be tried with other figures. */
export function ErrorCosts({ costs, onChange }: ErrorCostsProps): ReactNode {
  return (
    <Stack gap="xs">
      <NumberField
        label="A false alarm costs"
        description="answered true, was false"
        {...bounds}
        value={costs.falsePositive}
        onChange={(given) => given !== undefined && onChange({ falsePositive: given })}
      />
      <NumberField
        label="A miss costs"
        description="answered false, was true"
        {...bounds}
        value={costs.falseNegative}
        onChange={(given) => given !== undefined && onChange({ falseNegative: given })}
      />
    </Stack>
  );
}
