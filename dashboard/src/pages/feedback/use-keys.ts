import { useEffect, useRef } from "react";

/** What a key does; false where it does nothing now, so that the browser does what it does. */
export type Keys = Readonly<Record<string, () => void>>;

/** Listens to single keys, unless somebody writes, chooses from a list, or a dialog is open. */
export function useKeys(keys: Keys, isOn: boolean): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    if (!isOn) return;
    const onKey = (event: KeyboardEvent) => {
      const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === "z";
      if (!isUndo && (event.ctrlKey || event.metaKey || event.altKey)) return;
      if (event.repeat || isWriting(event.target) || document.querySelector("[role=dialog]") !== null) return;
      const act = latest.current[isUndo ? "u" : event.key.toLowerCase()];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [isOn]);
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("input, textarea, select, [contenteditable], [role=tab], [role=listbox]") !== null
  );
}
