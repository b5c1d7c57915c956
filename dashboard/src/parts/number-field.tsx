import { NumberInput, type NumberInputProps } from "@mantine/core";
import { type ReactNode, useState } from "react";

type Taken = "description" | "placeholder" | "step" | "size" | "min" | "max" | "decimalScale";

interface NumberFieldProps extends Pick<NumberInputProps, Taken> {
  readonly label: string;
  readonly value: number | undefined;
  /** Is given none while what is typed is no number. */
  readonly onChange: (value: number | undefined) => void;
}

/** A field for a number, or for none. While somebody types it shows what is typed: `0.` is on the way to 0.5. */
export function NumberField({ value, onChange, ...others }: NumberFieldProps): ReactNode {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <NumberInput
      size="sm"
      {...others}
      clampBehavior="strict"
      value={typed ?? value ?? ""}
      onFocus={() => setTyped(String(value ?? ""))}
      onBlur={() => setTyped(null)}
      onChange={(given) => {
        setTyped((before) => (before === null ? null : String(given)));
        onChange(numberIn(String(given)));
      }}
    />
  );
}

function numberIn(typed: string): number | undefined {
  const number = typed === "" ? Number.NaN : Number(typed);
  return Number.isFinite(number) ? number : undefined;
}
