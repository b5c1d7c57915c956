/** A heavy part of a page, drawn when it is its turn. */
import { Box } from "@mantine/core";
import { type ReactNode, startTransition, useEffect, useRef, useState } from "react";
import { takeTurn } from "./turns.ts";

interface InTurnProps {
  /** Of what is drawn, in pixels, so that nothing moves when it comes. */
  readonly height: number;
  readonly children: ReactNode;
}

/** So far below what is seen it is as good as seen. */
const margin = "400px";

/** Its children when it is their turn; until then a place for them, or what they were before. */
export function InTurn({ height, children }: InTurnProps): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState<boolean>();
  const [drawn, setDrawn] = useState<ReactNode>(null);
  useEffect(() => {
    if (place.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => setNear(entries.some(({ isIntersecting }) => isIntersecting)),
      { rootMargin: margin },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (isNear === undefined || drawn === children) return;
    return takeTurn(() => startTransition(() => setDrawn(children)), { isNear });
  }, [drawn, children, isNear]);
  return (
    <Box ref={place} mih={height} aria-busy={drawn === null}>
      {drawn}
    </Box>
  );
}
