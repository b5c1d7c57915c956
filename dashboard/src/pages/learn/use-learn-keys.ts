import { useEffect } from "react";
import { useSingleKeys } from "../../parts/single-keys.tsx";

/** What a key does on the page, unless single keys are switched off; a key that something in focus wants for itself does nothing else. */
export function useLearnKeys(keys: Readonly<Record<string, (() => void) | undefined>>): void {
  const isOn = useSingleKeys();
  useEffect(() => {
    if (!isOn) return;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (wantsKey(event) || document.querySelector("[role=dialog]") !== null) return;
      const act = keys[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [keys, isOn]);
}

const typing = "input:not([type=radio]):not([type=checkbox]), textarea, select, [role=listbox] *";
const arrows = "[role=slider], [type=radio], [role=region]";

function wantsKey({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (target.matches(typing)) return true;
  if (key.startsWith("Arrow")) return target.matches(arrows) || target.scrollWidth > target.clientWidth + 1;
  return key === " " && target.matches("button, a, input, [role=button]");
}
