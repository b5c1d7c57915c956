import { NumberInput, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import type { ThresholdTable } from "../../api/schema.gen.ts";
import type { ValidationSearch } from "./validation-search.ts";

interface ErrorCostsProps {
  readonly costs: ThresholdTable["costs"];
  /** Is given the one cost that changed. */
  readonly onChange: (changed: Pick<ValidationSearch, "falsePositive" | "falseNegative">) => void;
}

/** What each kind of error costs, to be tried with other figures. */
export function ErrorCosts({ costs, onChange }: ErrorCostsProps): ReactNode {
  return (
    <Stack gap="xs">
      <CostInput
        label="A false alarm costs"
        description="answered true, was false"
        value={costs.falsePositive}
        onChange={(falsePositive) => onChange({ falsePositive })}
      />
      <CostInput
        label="A miss costs"
        description="answered false, was true"
        value={costs.falseNegative}
        onChange={(falseNegative) => onChange({ falseNegative })}
      />
    </Stack>
  );
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
