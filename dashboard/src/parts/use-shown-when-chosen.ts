import { type RefObject, useEffect, useRef } from "react";

/** Of what shows a choice: it is scrolled into sight when another is made; what the address had when the page came stays. */
export function useShownWhenChosen(choice: string | undefined): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  const before = useRef(choice);
  useEffect(() => {
    if (choice !== before.current) place.current?.scrollIntoView({ block: "nearest" });
    before.current = choice;
  }, [choice]);
  return place;
}
