/** Keys pressed by themselves, on pages that have some: who dictates, or brushes the keyboard, can switch them off. */
import { Switch } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import type { ReactNode } from "react";

function useKeptChoice() {
  return useLocalStorage({ key: "airworthy-single-keys", defaultValue: true });
}

/** Whether single keys do something, on every page of this browser. */
export function useSingleKeys(): boolean {
  const [isOn] = useKeptChoice();
  return isOn;
}

/** Switches them on and off; `description` says what they are beside those that a button shows. */
export function SingleKeysSwitch({ description }: { readonly description: ReactNode }): ReactNode {
  const [isOn, setOn] = useKeptChoice();
  return (
    <Switch
      size="xs"
      label="Single keys"
      description={description}
      checked={isOn}
      onChange={({ currentTarget }) => setOn(currentTarget.checked)}
    />
  );
}
